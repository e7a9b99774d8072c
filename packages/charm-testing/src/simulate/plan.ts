/** The plan of a seed: what disturbs the model, and when. It is drawn at the start, so that it can be cut down while the rest stays. */
import type { Model } from './model.ts'
import { below, oneOf, type Random, randomOf } from './random.ts'

/** A fault in one hook: at this step, counted from 1, a write is refused, or the process is killed. */
export interface Fault {
  readonly kind: 'fail' | 'kill'
  readonly point: number
}

/** Something that disturbs a model. */
export type Disturbance =
  /** In the hook that a unit begins as its `hook`th. */
  | (Fault & { readonly unit: string; readonly hook: number })
  /** What should cause the next hook of this number is lost: Juju takes the hook for run. */
  | { readonly kind: 'lose'; readonly unit: string; readonly hook: number }
  | Timed

/** A disturbance at a time, in milliseconds from the start. */
export type Timed =
  /** The hook that the unit then runs is killed, if it runs one. */
  | { readonly kind: 'kill-hook'; readonly at: number; readonly unit: string }
  /** The machine loses power; without `lasts` for good, and an operator removes it later. */
  | { readonly kind: 'power-off'; readonly at: number; readonly unit: string; readonly lasts: number | undefined }
  /** The agent stops, so the unit loses its leadership; what it has begun on the machine goes on. */
  | { readonly kind: 'agent-stop'; readonly at: number; readonly unit: string; readonly lasts: number }
  | { readonly kind: 'config'; readonly at: number; readonly app: string; readonly change: number }
  | { readonly kind: 'controller-restart'; readonly at: number; readonly lasts: number }
  /** Juju tells a unit again what it has told it already. */
  | { readonly kind: 'repeat'; readonly at: number; readonly unit: string }
  | { readonly kind: 'add-unit' | 'remove-unit'; readonly at: number; readonly app: string }

const minute = 60_000
/** Half of the disturbances come while the model is deployed. */
const when = (random: Random): number => Math.round(random() < 0.5 ? random() * 3 * minute : random() * 15 * minute)

/** Many hooks have few steps. */
const point = (random: Random): number => 1 + Math.floor(random() ** 2 * 50)

type Kind = Disturbance['kind']
const kinds: readonly Kind[] = [
  ...(['kill', 'kill', 'kill', 'fail', 'fail', 'kill-hook', 'power-off', 'agent-stop', 'agent-stop'] as const),
  ...(['config', 'config', 'controller-restart', 'repeat', 'lose', 'add-unit', 'remove-unit'] as const),
]

interface Known {
  readonly random: Random
  readonly model: Model<never>
  readonly units: readonly string[]
  readonly apps: readonly string[]
}

function drawOne({ random, model, units, apps }: Known): Disturbance | undefined {
  const kind = oneOf(random, kinds) ?? 'kill'
  const [unit = '', app = '', at, lasts] = [oneOf(random, units), oneOf(random, apps), when(random), 20_000 + random() * 5 * minute]
  const of = model.applications[app]
  switch (kind) {
    case 'kill':
    case 'fail':
      return { kind, unit, hook: below(random, 25), point: point(random) }
    case 'lose':
      return { kind, unit, hook: 5 + below(random, 25) }
    case 'power-off':
      return { kind, at, unit, lasts: random() < 0.2 && isOneOfMany(model, unit) ? undefined : lasts }
    case 'agent-stop':
      return { kind, at, unit, lasts }
    case 'repeat':
    case 'kill-hook':
      return { kind, at, unit }
    case 'controller-restart':
      return { kind, at, lasts: 2000 + random() * 20_000 }
    case 'config':
      return of?.changes === undefined ? undefined : { kind, at, app, change: below(random, of.changes.length) }
    default:
      return of?.scale === undefined ? undefined : { kind, at, app }
  }
}

/** A machine of the only unit would be missed. */
const isOneOfMany = (model: Model<never>, unit: string): boolean => (model.applications[unit.split('/')[0] ?? '']?.units ?? 1) > 1

/** Gives the names of the units that a model has at its start; a subordinate's are not among them. */
export const firstUnits = (model: Model<never>): readonly string[] =>
  Object.entries(model.applications).flatMap(([name, { charm, units = 1 }]) =>
    charm.subordinate ? [] : Array.from({ length: units }, (_, number) => `${name}/${number}`),
  )

/** Draws the plan of a seed: up to eight disturbances, none in one of eight plans. */
export function planOf(model: Model<never>, seed: number): readonly Disturbance[] {
  const random = randomOf(seed, 'plan')
  const known = { random, model, units: firstUnits(model), apps: Object.keys(model.applications) }
  return Array.from({ length: below(random, 9) }, () => drawOne(known)).filter((one) => one !== undefined)
}

/** Says what a disturbance is, for a trace. */
export function disturbanceText(one: Disturbance): string {
  const time = 'at' in one ? `at ${(one.at / 1000).toFixed(1)} s: ` : ''
  const lasts = 'lasts' in one && one.lasts !== undefined ? ` for ${(one.lasts / 1000).toFixed(0)} s` : ''
  switch (one.kind) {
    case 'kill':
      return `the hook number ${one.hook} of ${one.unit} is killed before its step ${one.point}`
    case 'fail':
      return `step ${one.point} of the hook number ${one.hook} of ${one.unit} is refused`
    case 'lose':
      return `the hook number ${one.hook} of ${one.unit} is lost`
    case 'power-off':
      return `${time}the machine of ${one.unit} loses power${one.lasts === undefined ? ' for good' : lasts}`
    case 'agent-stop':
      return `${time}the agent of ${one.unit} is stopped${lasts}`
    case 'kill-hook':
      return `${time}the hook that ${one.unit} then runs is killed`
    case 'config':
      return `${time}juju config ${one.app}, change ${one.change}`
    case 'controller-restart':
      return `${time}the controller restarts${lasts}`
    case 'repeat':
      return `${time}Juju repeats a change to ${one.unit}`
    case 'add-unit':
    case 'remove-unit':
      return `${time}juju ${one.kind} ${one.app}`
  }
}
