/**
 * Tells mistakes of a charm's author from values that an operator, or the other side of a relation, has given. The runtime turns both into a
 * status. A test fails of the former.
 */
import type { Charm, Desired } from '@charm-layers/charm'
import { actionFault, type Fault, faultsOf, placeOf, type Step, steps, withoutOutside } from '@charm-layers/charm/ports'
import { watchSecrets } from '@charm-layers/relation'
import type { State } from './state.ts'

/** A fault of a step, with the list that the step stands in, or of the results of an action. */
export interface Found {
  readonly fault: Pick<Fault, 'text' | 'place'> & Partial<Fault>
  readonly list: readonly Step[]
}

/** Gives the charm with its functions watched: they may read nothing but their arguments, and the faults of their steps go into `into`. */
export function watched(charm: Charm, into: Found[]): Charm {
  const look = (list: Desired, shown: Parameters<typeof faultsOf>[1]): void => {
    const flat = steps(list)
    into.push(...faultsOf(flat, shown).map((fault) => ({ fault, list: flat })))
  }
  const actions = Object.entries(charm.actions ?? {}).map(([name, action]) => {
    const run: typeof action.run = (context, params) => {
      const { result, shown } = watchSecrets(() => withoutOutside(() => action.run(context, params)))
      const fault = actionFault(result, shown)
      if (fault) into.push({ fault, list: [] })
      look(result.do, shown)
      return result
    }
    return [name, { ...action, run }] as const
  })
  return {
    ...charm,
    ...(charm.actions ? { actions: Object.fromEntries(actions) } : {}),
    desired: (context) => {
      const { result, shown } = watchSecrets(() => withoutOutside(() => charm.desired(context)))
      look(result, shown)
      return result
    },
  }
}

/** Gives every text and number in a value. */
const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Gives the values that come from outside the charm's code: whole, and the words of lists and of JSON in them. */
export function outsideValues(state: State, more: readonly unknown[]): ReadonlySet<string> {
  const relations = (state.relations ?? []).map(({ remoteApp, remoteAppData, remoteUnits }) => [remoteApp, remoteAppData, remoteUnits])
  const texts = textsIn([state.config, relations, state.secrets, state.memory, state.addresses, state.machine, ...more])
  return new Set(texts.flatMap((text) => [text, ...text.split(/[\s"',;{}[\]=&]+/)]).filter((text) => text !== ''))
}

/** What only the runtime writes into a step. */
const fixed: readonly string[] = ['kind', 'state']

/** Gives a value in which each text `from` has become another. */
function replaced(value: unknown, from: string, to: string): unknown {
  // A short word may stand in another by chance.
  if (typeof value === 'string')
    return /^\w{1,3}$/.test(from) ? value.replace(new RegExp(`\\b${from}\\b`, 'g'), to) : value.replaceAll(from, to)
  if (typeof value === 'number') return String(value) === from ? 0o640 : value
  if (Array.isArray(value)) return value.map((one) => replaced(one, from, to))
  if (typeof value !== 'object' || value === null || 'reveal' in value) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fixed.includes(key) ? one : replaced(one, from, to)]))
}

/** Values that are right wherever a value of their kind may stand: a port, a name, a package, a path. */
const innocent = ['1', 'a', 'ab', '/a']

/**
 * Tells whether a value from outside has caused a fault: with an innocent value in its place there is none.
 */
function isFromOutside({ fault, list }: Found, outside: ReadonlySet<string>): boolean {
  const { step } = fault
  if (!step) return false
  // Of steps that a loop makes, one alone is changed: two of them are the same because two values are.
  const isOfLoop = list.filter((one) => fault.place !== undefined && placeOf(one) === fault.place).length > 1
  const at = list.indexOf(step)
  const spelled = JSON.stringify(step)
  return [...outside].some(
    (value) =>
      spelled.includes(JSON.stringify(value).slice(1, -1)) &&
      innocent.some((other) => {
        // The cast is safe: texts have become other texts, and nothing else has changed.
        const changed = list.map((one, index) => (isOfLoop && index !== at ? one : replaced(one, value, other)) as Step)
        return !faultsOf(changed).some((one) => one.step === changed[at])
      }),
  )
}

/**
 * Gives the faults that are mistakes of the charm's author. `withDefaults` runs the charm again with the defaults of all options and gives what
 * is found then: a fault that is gone was the operator's.
 */
export async function mistakesOf(
  found: readonly Found[],
  outside: ReadonlySet<string>,
  withDefaults: () => Promise<readonly Found[]>,
): Promise<readonly Found['fault'][]> {
  const left = found.filter((one) => !isFromOutside(one, outside))
  if (left.length === 0) return []
  const still = await withDefaults()
  return left.filter(({ fault }) => still.some((one) => one.fault.place === fault.place)).map(({ fault }) => fault)
}
