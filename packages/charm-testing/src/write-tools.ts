/**
 * The hook tools in memory that write, with the refusals of Juju 3.6. A contract test of local-juju asks its own tools and these the
 * same.
 */
import type { Status } from '@charm-layers/charm'
import type { ToolResult } from '@charm-layers/charm/ports'
import { type Juju, no, noRelation, ok, relationOf, surplus, wordsOf } from './juju.ts'
import { portTool } from './port-tools.ts'
import { secretWrites } from './secret-tools.ts'

type Write = (juju: Juju, args: readonly string[], stdin: string) => ToolResult

/** Parses what the runtime sends with `--file -`: each line is a JSON key and value; a long key is in YAML's explicit form. */
const parsePairs = (text: string): Record<string, string> =>
  text.trim() === '{}'
    ? {}
    : JSON.parse(
        `{${text
          .trim()
          .replace(/^\? (.*)\n: /gm, '$1: ')
          .split('\n')
          .join(',')}}`,
      )

const relationSet: Write = (juju, args, stdin) => {
  const [id, relation] = relationOf(juju, args)
  if (!relation) return noRelation(id)
  const app = args.includes('--app')
  if (app && !juju.state.leader) return no('cannot write relation settings')
  const bags = app ? juju.written.appBags : juju.written.unitBags
  bags.set(id, { ...bags.get(id), ...parsePairs(stdin) })
  return ok()
}

const statusNames: readonly Status['name'][] = ['maintenance', 'blocked', 'waiting', 'active']
const statusSet: Write = ({ written }, args) => {
  const [wanted = '', message = '', ...others] = wordsOf(args)
  const name = statusNames.find((one) => one === wanted)
  if (!name) return no(`invalid status "${wanted}", expected one of [${statusNames.join(' ')}]`, 2)
  const refused = surplus(others)
  if (!refused) written.statuses.push({ name, message })
  return refused ?? ok()
}

const reserved = ['stdout', 'stdout-encoding', 'stderr', 'stderr-encoding']
const keyRule = 'must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric and hyphens'
const actionSet: Write = ({ params, written }, args) => {
  const words = wordsOf(args)
  const bare = words.find((word) => !word.includes('='))
  if (bare !== undefined) return no(`argument ${JSON.stringify(bare)} must be of the form key...=value`, 2)
  const pairs = words.map((arg) => [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)] as const)
  for (const [path] of pairs)
    for (const key of path.split('.')) {
      if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(key)) return no(`key "${key}" ${keyRule}`, 2)
      if (reserved.includes(key)) return no(`cannot set reserved action key "${key}"`, 2)
    }
  if (params === undefined) return no('not running an action')
  for (const [key, value] of pairs) written.results.set(key, value)
  return ok()
}

// The controller's defaults of Juju 3.6.
const [longestKey, longestValue] = [256, 65_536]

export const writes: Readonly<Record<string, Write>> = {
  'relation-set': relationSet,
  'state-set': ({ written }, _, stdin) => {
    for (const [key, value] of Object.entries(parsePairs(stdin))) {
      if (Buffer.byteLength(key) > longestKey) return no(`max allowed key length (${longestKey}) exceeded`)
      if (Buffer.byteLength(value) > longestValue) return no(`max allowed value length (${longestValue}) exceeded`)
      written.memory.set(key, value)
    }
    return ok()
  },
  'status-set': statusSet,
  'application-version-set': ({ written }, args) => {
    const [version, ...others] = wordsOf(args)
    if (version === undefined) return no('no version specified', 2)
    const refused = surplus(others)
    if (!refused) written.version = version
    return refused ?? ok()
  },
  'open-port': portTool('open'),
  'close-port': portTool('close'),
  ...secretWrites,
  'juju-reboot': ({ params, written }) => {
    if (params !== undefined) return no('juju-reboot is not supported when running an action.')
    written.rebooted = true
    return ok()
  },
  'action-set': actionSet,
  'action-fail': ({ params, written }, args) => {
    const [message = 'action failed without reason given, check action for errors', ...others] = wordsOf(args)
    const refused = surplus(others)
    if (refused) return refused
    if (params === undefined) return no('not running an action')
    written.failed = message
    return ok()
  },
}
