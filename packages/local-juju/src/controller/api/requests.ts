import type { Model } from '../../model/state.ts'
import type { StorageDirective } from '../../model/storage-directive.ts'
import type { ConfigValue, Frozen, Json, Life, Time } from '../../model/values.ts'

/** What every request about one model names. */
export interface InModel {
  /** Name or UUID of the model. */
  model: string
}

/** One line of {@link Api} `models`. */
export interface ModelSummary {
  name: string
  uuid: string
  life: Life
  created: Time
  /** Folder that holds the model: `log.jsonl` and `trace.jsonl` are read there directly. */
  directory: string
  machines: number
  applications: number
  units: number
}

/** What was scheduled by `run` or `exec`. */
export interface Scheduled {
  operation: string
  /** The task of each receiver, in the order asked for. */
  tasks: { id: string; receiver: string }[]
  /** Text of what could not be scheduled, one reason a line; empty when all could. */
  fail: string
}

interface Verb<Request, Response> {
  request: Request
  response: Response
}
// biome-ignore lint/complexity/noBannedTypes: a request or an answer that holds nothing
type Nothing = {}

/**
 * Everything the command line may ask of the controller, as request and answer. A refusal is an {@link ApiError} whose message is
 * the text that juju prints after `ERROR `; it has changed nothing.
 */
export interface Api {
  ping: Verb<Nothing, { pid: number; version: string }>
  /**
   * Ends the controller and answers when all is down. Machines go on without it when `keepMachines`, and are found again by the next one;
   * otherwise nothing of them is left on the host but their disks.
   */
  stop: Verb<{ keepMachines: boolean }, Nothing>

  models: Verb<Nothing, ModelSummary[]>
  'add-model': Verb<{ name: string; config: { [key: string]: string } }, { uuid: string }>
  /** Begins the removal and returns; the model is gone when `models` no longer names it. */
  'destroy-model': Verb<InModel & { force: boolean }, Nothing>
  /** Text values as given by the operator. Answers with warnings such as that of an unknown key. */
  'model-config': Verb<InModel & { set: { [key: string]: string }; reset: string[] }, { warnings: string[] }>
  /**
   * The whole model, contents of secrets left out. With `after` the answer waits until the model is newer than that version, at
   * most `waitMs`, and then comes in any case.
   */
  snapshot: Verb<InModel & { after?: number; waitMs?: number }, { version: number; model: Frozen<Model> }>

  /** Stores a charm archive: the first half of `deploy`. The revision counts up with every upload. */
  'add-charm': Verb<
    InModel & { /** Absolute. */ path: string /** As the user typed it, for error texts. */; shown: string; base: string | null },
    AddedCharm
  >
  deploy: Verb<
    InModel & {
      charm: string
      application: string
      numUnits: number
      base: string
      /** Values as text (`--config k=v`), parsed by type. */
      config: { [option: string]: string }
      /** Values as YAML gave them (`--config file`, bundle options). */
      configYaml: { [option: string]: ConfigValue | null }
      trust: boolean
      constraints: string
      /** Space by endpoint; the key `""` is the default. */
      bindings: { [endpoint: string]: string }
      /** Absolute path of the file by resource name. */
      resources: { [name: string]: string }
      storage: { [name: string]: StorageDirective }
      /** Machine ids in the order of units; units beyond them get new machines. */
      to: string[]
      /** Ids of existing storages for the first unit. */
      attachStorage: string[]
    },
    { units: string[] }
  >
  refresh: Verb<
    InModel & {
      application: string
      path: string
      shown: string
      forceUnits: boolean
      config: { [option: string]: string }
      configYaml: { [option: string]: ConfigValue | null }
      trust: boolean | null
      resources: { [name: string]: string }
    },
    { charm: string; name: string; revision: number; addedEndpoints: string[]; endpoints: string[] }
  >
  'attach-resource': Verb<InModel & { application: string; resource: string; path: string }, Nothing>

  'add-machine': Verb<InModel, { machine: string }>
  'add-unit': Verb<InModel & { application: string; numUnits: number; to: string[]; attachStorage: string[] }, { units: string[] }>
  'remove-unit': Verb<InModel & { unit: string; force: boolean }, Nothing>
  'remove-application': Verb<InModel & { application: string; force: boolean }, { units: string[] }>
  'remove-machine': Verb<InModel & { machine: string; force: boolean }, { units: string[] }>
  /** The spaces of the model, `alpha` first, each with its one subnet. */
  spaces: Verb<InModel, { name: string; id: number; cidr: string }[]>
  /** Makes the subnet too: the one that is named, or a free one. */
  'add-space': Verb<InModel & { name: string; cidr: string | null }, { cidr: string }>

  /** Answers when it is so; a machine that gets its power back has booted then. */
  'set-power': Verb<InModel & { machine: string; power: 'on' | 'off' }, Nothing>
  'set-network': Verb<InModel & { machine: string; network: 'connected' | 'cut' }, Nothing>

  /** Each side is `app` or `app:endpoint`. */
  integrate: Verb<InModel & { sides: [string, string] }, { id: number /** `app:endpoint` of both. */; endpoints: [string, string] }>
  'remove-relation': Verb<InModel & { relation: { sides: [string, string] } | { id: number }; force: boolean }, Nothing>

  config: Verb<
    InModel & {
      application: string
      set: { [option: string]: string }
      setYaml: { [option: string]: ConfigValue | null }
      reset: string[]
    },
    Nothing
  >
  trust: Verb<InModel & { application: string; trust: boolean }, Nothing>
  expose: Verb<InModel & { application: string; exposed: boolean }, Nothing>
  'set-constraints': Verb<InModel & { application: string; constraints: string }, Nothing>

  resolved: Verb<InModel & { unit: string; retry: boolean }, Nothing>

  /** Receivers are units or `app/leader`. Follow the tasks with `snapshot`. */
  run: Verb<InModel & { receivers: string[]; action: string; parameters: { [key: string]: Json } }, Scheduled>
  exec: Verb<
    InModel & {
      /** One shell text. */
      command: string
      units: string[]
      applications: string[]
      machines: string[]
      all: boolean
      parallel: boolean
      executionGroup: string
    },
    Scheduled
  >
  'cancel-task': Verb<InModel & { task: string }, Nothing>

  /** Answers with the ids of the new storages. */
  'add-storage': Verb<InModel & { unit: string; storage: string; directive: StorageDirective }, { ids: string[] }>
  'attach-storage': Verb<InModel & { unit: string; id: string }, Nothing>
  'detach-storage': Verb<InModel & { id: string }, Nothing>
  'remove-storage': Verb<InModel & { id: string; force: boolean }, Nothing>

  'add-secret': Verb<InModel & { name: string; info: string; content: { [key: string]: string } }, { id: string }>
  'update-secret': Verb<
    InModel & { secret: string; name: string | null; info: string | null; content: { [key: string]: string } | null },
    Nothing
  >
  'remove-secret': Verb<InModel & { secret: string; revision: number | null }, Nothing>
  'grant-secret': Verb<InModel & { secret: string; applications: string[]; revoke: boolean }, Nothing>
  /** The content, values decoded: only where the operator says `--reveal`. */
  'reveal-secret': Verb<InModel & { secret: string; revision: number | null }, { content: { [key: string]: string } }>
}

/** A charm in the model's store. */
export interface AddedCharm {
  /** Key for `deploy`, such as `local:web-0`. */
  url: string
  name: string
  revision: number
  /** The base chosen by Juju's rules, such as `ubuntu@22.04`. */
  base: string
  subordinate: boolean
  /** Options, for bundles that are checked against the charm. */
  options: string[]
}

/** Name of a request. */
export type VerbName = keyof Api

/** The class of a refusal, which Juju prints in parentheses after errors of a whole call. */
export type ErrorCode = 'not found' | 'already exists' | 'bad request'

/** A refusal by the controller. The message is the text to print after `ERROR `. */
export class ApiError extends Error {
  readonly code: ErrorCode | null
  constructor(message: string, code: ErrorCode | null = null) {
    super(message)
    this.name = 'ApiError'
    this.code = code
  }
}

/** What runs on a machine with its standard streams connected: `juju ssh`. */
export interface StreamRequest extends InModel {
  /** A unit, `app/leader`, or a machine id. */
  target: string
  argv: string[]
  /** Login name on the machine. */
  user: string
}
