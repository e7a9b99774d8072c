/** What the hook tools in memory share: their data, and the form of their answers. */
import type { ToolResult } from '@charm-layers/charm/ports'
import type { MemoryHost } from './memory-host/index.ts'
import type { Relation, State } from './state.ts'
import type { storageOf } from './storage.ts'
import type { Written } from './written.ts'

/** The id of the model in memory. */
export const modelUuid = '9f484882-2f18-4fd2-967d-db9663db7bea'

export interface About {
  readonly unit: string
  readonly isPeer: (endpoint: string) => boolean
  /** The endpoints and extra bindings of the charm. */
  readonly bindings: readonly string[]
  readonly host: MemoryHost
  /** The storage instances of the unit, with their places. */
  readonly storage?: ReturnType<typeof storageOf>
  /** The names of the files of the charm's resources, by resource. */
  readonly filenames?: Readonly<Record<string, string>>
  readonly config: Readonly<Record<string, unknown>>
  /** The parameters of the action that runs; undefined in a hook. */
  readonly params: Readonly<Record<string, unknown>> | undefined
  /** The relation that is broken in this hook: Juju from 3.4 on does not list it. */
  readonly broken?: string | undefined
  /** The unit that departs in this hook. */
  readonly departing?: string | undefined
  /** Gives the id of a new secret, in a model of several applications. */
  readonly makeSecretId?: () => string
}

/** The data that the hook tools in memory read and change. */
export interface Juju extends About {
  readonly state: State
  readonly application: string
  readonly relations: ReadonlyMap<string, Relation>
  readonly written: Written
}

export const ok = (stdout = ''): ToolResult => ({ code: 0, stdout, stderr: '' })
export const json = (value: unknown): ToolResult => ok(`${JSON.stringify(value)}\n`)
export const no = (stderr: string, code = 1): ToolResult => ({ code, stdout: '', stderr: `ERROR ${stderr}\n` })

/** Gives Juju's refusal of words that a tool does not take; undefined when there are none. */
export const surplus = (words: readonly string[]): ToolResult | undefined =>
  words.length === 0 ? undefined : no(`unrecognized args: [${words.map((one) => JSON.stringify(one)).join(' ')}]`, 2)

/** Gives the words of a call without the `--` that ends its flags. */
export const wordsOf = (args: readonly string[]): readonly string[] => args.filter((_, at) => at !== args.indexOf('--'))

/** Gives Juju's refusal of a relation that a flag names. */
export const noRelation = (id: string): ToolResult =>
  no(`invalid value "${id}" for option -r: ${/^(?:.*:)?\d+$/.test(id) ? 'relation not found' : 'invalid relation id'}`, 2)

/** Gives the id after `-r`, and the relation with that id if there is one. */
export function relationOf({ relations }: Juju, args: readonly string[]): readonly [string, Relation | undefined] {
  const id = args[args.indexOf('-r') + 1] ?? ''
  return [id, relations.get(id)]
}
