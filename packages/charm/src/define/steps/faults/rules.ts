/** What each kind of step has to be by itself. */
import type { Step } from '../step.ts'
import { found, quoted } from './found.ts'
import { modeFault } from './mode.ts'
import { labelFault, ownSecretFault } from './own-secret.ts'
import { overlapFault, portFault } from './ports.ts'
import { serviceNameFault } from './service-name.ts'
import { argvFault, contentFault, each, first, keyFault, nameFault, pathFault, textFault, userFault, type Why } from './texts.ts'

type Kind = Step['kind']
type Rules = { readonly [K in Kind]: (step: Extract<Step, { readonly kind: K }>) => Why }

const packageName = (name: unknown): Why =>
  typeof name === 'string' && /^[a-z0-9][a-z0-9+.-]*[a-z0-9+](?::[a-z0-9-]+)?$/.test(name) ? undefined : `${found(name)} names no package`

const accessFault = ({ mode, owner, group }: { readonly mode: unknown; readonly owner: unknown; readonly group: unknown }): Why =>
  first(modeFault(mode), userFault(owner, 'the owner'), userFault(group, 'the group'))

const triesFault = (tries: unknown): Why =>
  tries === undefined || (typeof tries === 'number' && Number.isInteger(tries) && tries >= 1)
    ? undefined
    : `tries is ${found(tries)}: write how often to try, once at least`

/** A hook holds up everything else on its unit, so it waits no longer than for a command. */
const secondsFault = (seconds: unknown, what: string): Why =>
  typeof seconds === 'number' && seconds >= 0 && seconds <= 300 ? undefined : `${what} is ${found(seconds)}: write a number from 0 to 300`

const envFault = (env: unknown): Why => {
  if (env === undefined) return undefined
  if (typeof env !== 'object' || env === null) return `env is ${found(env)}`
  return first(
    ...Object.entries(env).map(([name, value]) => {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return `env holds ${quoted(name)}, which names no variable`
      const text = typeof value === 'string' ? value : ''
      return text.includes('\0') ? `env.${name} holds a NUL` : contentFault(value, `env.${name}`)
    }),
  )
}

const urlFault = (url: unknown): Why =>
  typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
    ? undefined
    : `the URL is none that begins with http`

const databagFault = (bag: unknown): Why => {
  if (bag === undefined) return undefined
  if (typeof bag !== 'object' || bag === null) return `a databag is ${found(bag)}`
  // The name of the key is made only for a message: to look for secrets in each would cost a millisecond in each hook.
  const values: readonly unknown[] = Object.values(bag)
  const at = values.findIndex((value) => typeof value !== 'string')
  return at < 0 ? undefined : textFault(values[at], `the value of ${quoted(Object.keys(bag)[at] ?? '')}`)
}

const statusFault = (of: unknown): Why => {
  const { name, message }: { readonly name?: unknown; readonly message?: unknown } = typeof of === 'object' && of !== null ? of : {}
  const isOne = typeof name === 'string' && ['active', 'maintenance', 'waiting', 'blocked'].includes(name)
  return isOne ? textFault(message, 'the message') : `${found(of)} is no status: write active(), maintenance(), waiting() or blocked()`
}

/** Gives what is wrong with a step by itself, in words that follow the step's name. */
export const rules: Rules = {
  packages: ({ names }) => each(names, 'the names', packageName),
  file: ({ path, content, restarts, reloads, ...access }) =>
    first(
      pathFault(path),
      contentFault(content, 'the content'),
      accessFault(access),
      each(restarts, 'restarts', (name) => serviceNameFault(name, 'restarts')),
      each(reloads, 'reloads', (name) => serviceNameFault(name, 'reloads')),
    ),
  directory: ({ path, ...access }) => pathFault(path) ?? accessFault(access),
  download: ({ path, url, name, complete }) =>
    first(nameFault(name), pathFault(path), urlFault(url), textFault(complete?.begins, 'begins'), textFault(complete?.ends, 'ends')),
  absent: ({ path }) => pathFault(path),
  service: ({ name, ports, reads }) =>
    first(
      serviceNameFault(name),
      each(ports, 'the ports', (port) => portFault(port, 'one')),
      each(reads, 'the files', (path) => pathFault(path)),
    ),
  'services-run': () => undefined,
  'hold-restarts': () => undefined,
  drained: ({ service, file, secondsToNotice, secondsToFinish }) =>
    first(
      serviceNameFault(service),
      pathFault(file),
      secondsFault(secondsToNotice, 'secondsToNotice'),
      secondsFault(secondsToFinish, 'secondsToFinish'),
    ),
  command: ({ name, argv, stdin, env, user, proxied, tries, unless, transient, records, announce }) =>
    first(
      nameFault(name),
      argvFault(argv, 'argv'),
      stdin === undefined ? undefined : contentFault(stdin, 'stdin'),
      envFault(env),
      user === undefined ? undefined : userFault(user, 'the user'),
      triesFault(tries),
      unless === undefined ? undefined : argvFault(unless, 'unless'),
      transient === undefined ? undefined : serviceNameFault(transient, 'transient'),
      announce === undefined ? undefined : textFault(announce, 'announce'),
      records === undefined ? undefined : first(keyFault(records.name), textFault(records.value, 'the value to record')),
      transient !== undefined && (stdin !== undefined || env !== undefined || proxied)
        ? 'is transient, which takes neither standard input nor an environment nor proxies'
        : undefined,
    ),
  probe: ({ name, argv, stdin, user }) =>
    first(
      nameFault(name),
      argvFault(argv, 'argv'),
      stdin === undefined ? undefined : contentFault(stdin, 'stdin'),
      user === undefined ? undefined : userFault(user, 'the user'),
    ),
  ports: ({ open }) => each(open, 'the ports', (port) => portFault(port)) ?? overlapFault(open),
  databag: ({ databags }) => databagFault(databags?.unit) ?? databagFault(databags?.app),
  fact: ({ name, value }) => keyFault(name) ?? textFault(value, 'the value'),
  'shared-secret': ({ name, bytes }) =>
    first(
      typeof name === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)
        ? undefined
        : `the name is ${found(name)}: write letters, digits, dots and dashes`,
      Number.isInteger(bytes) && bytes >= 1 && bytes <= 4096 ? undefined : `bytes is ${found(bytes)}: write a number from 1 to 4096`,
    ),
  'own-secret': ownSecretFault,
  'absent-secret': ({ label }) => labelFault(label),
  remember: ({ name, text }) => keyFault(name) ?? textFault(text, 'the value'),
  status: ({ status }) => statusFault(status),
  version: ({ version }) => textFault(version, 'the version'),
  refused: () => undefined,
  ask: () => undefined,
  reboot: () => undefined,
}

/** Tells whether there are steps of this kind. */
export const isKind = (kind: string): boolean => Object.hasOwn(rules, kind)
