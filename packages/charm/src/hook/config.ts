/** Reads the charm's config: what Juju answers is looked at, option by option. */
import { absent, type Databag, invalid, ready, type Secret, type State, secret } from '@charm-layers/relation'
import { makeAnswer } from '../define/answer.ts'
import type { Charm } from '../define/charm.ts'
import type { Context } from '../define/context.ts'
import { fitsOption, type Option, type SecretOption, type SensitiveOption } from '../define/option.ts'
import type { Snapshot } from './snapshot/index.ts'

type Known = Pick<Snapshot, 'config' | 'secrets'>

/** An option that Juju does not know yet, just before `upgrade-charm`, takes its default. */
const settingOf = (name: string, option: Option, { config }: Known): unknown =>
  config[name] ?? ('default' in option ? option.default : undefined)

/**
 * Gives one message for each option whose value the charm cannot use: one of another type, or a number that JavaScript would change. An
 * operator may have set the latter, so it becomes a status.
 */
export function configProblems(charm: Charm, known: Known): readonly string[] {
  return Object.entries(charm.config ?? {}).flatMap(([name, option]) => {
    const value = settingOf(name, option, known)
    if (value === undefined || fitsOption(option.type, value)) return []
    const tooLarge = typeof value === 'number' && option.type !== 'string' && (option.type === 'float' || Number.isInteger(value))
    return [`option '${name}' ${tooLarge ? 'is larger than a number can be here' : `is not of type ${option.type}`}`]
  })
}

const gone = invalid('secret', 'is gone or not granted to this application')

function secretState({ keys }: SecretOption, id: unknown, secrets: Known['secrets']): State<Readonly<Record<string, Secret>>> {
  if (typeof id !== 'string' || id === '') return absent
  const content: Databag | undefined = secrets.get(id)
  if (content === undefined) return gone
  const missing = keys?.find((key) => content[key] === undefined)
  if (missing !== undefined) return invalid('secret', `has no key '${missing}'`)
  return ready(Object.fromEntries((keys ?? Object.keys(content)).map((key) => [key, secret(content[key] ?? '')])))
}

function sensitiveState({ key }: SensitiveOption, value: unknown, secrets: Known['secrets']): State<Secret> {
  // An operator may copy a line break with an id.
  const text = typeof value === 'string' ? value.trim() : ''
  if (text === '') return absent
  if (!text.startsWith('secret:')) return ready(secret(text))
  const content = secrets.get(text)
  if (content === undefined) return gone
  const [only, ...others] = Object.values(content)
  const found = others.length === 0 ? only : content[key]
  return found === undefined ? invalid('secret', `has no key '${key}'`) : ready(secret(found))
}

/** Gives the value of an option that is of the type of the option. */
function settingFor(name: string, option: Option, known: Known): unknown {
  const value = settingOf(name, option, known)
  if (option.type === 'secret') return makeAnswer(name, secretState(option, value, known.secrets))
  return option.type === 'sensitive' ? makeAnswer(name, sensitiveState(option, value, known.secrets)) : value
}

/** Gives the values of the options. `configProblems` has to have found nothing wrong. */
export const readConfig = (charm: Charm, known: Known): Context['config'] =>
  Object.fromEntries(
    Object.entries(charm.config ?? {}).map(([name, option]) => [name, settingFor(name, option, known)]),
    // The cast is safe: `configProblems` has looked at each value by the option that its type comes from.
  ) as Context['config']
