/** What a spec says of one interface, and how it meets the other side. */
import { type Python, versionOf } from './python.ts'
import { type Application, firstUnit, type Relation, without } from './relation.ts'

/** Who writes what. In the first two we provide the interface, in the others we require it. */
export const FLOWS = {
  'their request': { direction: 'we provide, they require', text: 'their request, read by us' },
  'our answer': { direction: 'we provide, they require', text: 'our answer, read by them' },
  'our request': { direction: 'we require, they provide', text: 'our request, read by them' },
  'their answer': { direction: 'we require, they provide', text: 'their answer, read by us' },
  'their data': { direction: 'peers of each other', text: 'their data, read by us' },
  'our data': { direction: 'peers of each other', text: 'our data, read by them' },
} as const

/** A kind of writing that is read by the other side. */
export type Flow = keyof typeof FLOWS

/** One test against one library. */
export interface Meeting {
  /** The library's name on PyPI. */
  readonly library: string
  /** The part of the library that is tested. */
  readonly part: string
  /** A sentence of behaviour. */
  readonly shows: string
  readonly run: (they: They) => Promise<void>
}

/** One cell of the table: tests, the reason why there are none, or both if some are missing. */
export interface Cell {
  readonly meetings?: readonly Meeting[]
  /** Why nothing (more) is run. */
  readonly reason?: string
}

/** One interface. */
export interface Spec {
  readonly interface: string
  readonly cells: { readonly [F in Flow]?: Cell }
}

/** Name and version of a library. */
export const named = (library: string): string => `${library} ${versionOf(library)}`

/** What a hook of the Python charm leaves behind. */
export interface Outcome {
  readonly value: unknown
  readonly relation: Relation
  /** Files that were written, by path. */
  readonly files: Readonly<Record<string, string>>
}

/** What a hook of the Python charm finds besides the relation. */
export interface Surroundings {
  readonly unit?: string
  readonly config?: Readonly<Record<string, unknown>>
  /** Addresses by binding; every binding that is not named has none. */
  readonly bindings?: Readonly<Record<string, string>>
  /** Addresses and netmasks by interface. */
  readonly interfaces?: Readonly<Record<string, readonly (readonly [address: string, netmask: string])[]>>
}

interface Answer {
  readonly value: unknown
  readonly bags: Readonly<Record<string, Pick<Application, 'app'> & { readonly unit: Application['app'] }>>
  readonly files?: Readonly<Record<string, string>>
  readonly secrets?: Relation['secrets']
}

/** The other side at work. */
export interface They {
  /** Runs a function of charmhelpers_side.py as a hook of one of their units. */
  readonly charmhelpers: (call: string, relation: Relation, args?: object, surroundings?: Surroundings) => Promise<Outcome>
  /** Lets a charm of ops_charms.py join the relation. */
  readonly ops: (charm: string, relation: Relation, args?: object, surroundings?: Surroundings) => Promise<Outcome>
  /** Writes connections with pgconnstr. */
  readonly connectionStrings: (connections: readonly object[]) => Promise<readonly string[]>
}

const worldOf = ({ endpoint, ours, theirs }: Relation, around: Surroundings): object => {
  const unit = around.unit ?? firstUnit(theirs)
  const local = theirs.units[unit] ?? {}
  return {
    unit,
    leader: unit === firstUnit(theirs),
    config: around.config ?? {},
    bindings: { 'juju-info': local['ingress-address'], ...around.bindings },
    interfaces: around.interfaces ?? {},
    hook_relation: `${endpoint}:1`,
    hook_unit: firstUnit(ours),
    relations: {
      [`${endpoint}:1`]: {
        endpoint,
        remote_name: ours.name,
        units: ours.name === theirs.name ? { ...ours.units, ...without(theirs.units, unit) } : ours.units,
        remote_app: ours.app,
        local_unit: { ...local },
        local_app: { ...theirs.app },
      },
    },
  }
}

/** Joins the two processes and the relation that they leave. */
export const meet = (start: (side: 'charmhelpers' | 'ops') => Python): They => {
  const hook =
    (side: 'charmhelpers' | 'ops', callOf: (name: string) => readonly [call: string, args: object]) =>
    async (name: string, relation: Relation, args: object = {}, around: Surroundings = {}): Promise<Outcome> => {
      const [call, more] = callOf(name)
      const answer = (await start(side).call(call, { world: worldOf(relation, around), ...more, ...args })) as Answer
      const { theirs } = relation
      const unit = around.unit ?? firstUnit(theirs)
      const bags = answer.bags[`${relation.endpoint}:1`]
      const after = bags === undefined ? theirs : { ...theirs, app: bags.app, units: { ...theirs.units, [unit]: bags.unit } }
      return {
        value: answer.value,
        relation: { ...relation, theirs: after, ...(answer.secrets === undefined ? {} : { secrets: answer.secrets }) },
        files: answer.files ?? {},
      }
    }
  return {
    charmhelpers: hook('charmhelpers', (name) => [name, {}]),
    ops: hook('ops', (name) => ['join', { charm: name }]),
    connectionStrings: async (connections) => (await start('ops').call('connection_strings', { connections })) as readonly string[],
  }
}
