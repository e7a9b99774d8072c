/** One run of a model: all that its parts share. */
import { type Random, randomOf } from './random.ts'
import type { Model } from './model.ts'
import type { Disturbance } from './plan.ts'
import type { AppState, MachineState, RelationState, UnitState } from './state.ts'
import { makeTimeline, type Timeline } from './timeline.ts'
import { makeMemory, type WatchMemory } from './watch/memory.ts'

/** What is wrong in a model. */
export interface Violation {
  /** The name of the invariant. */
  readonly invariant: string
  readonly what: string
}

export interface Sim {
  readonly seed: number
  readonly model: Model<never>
  readonly world: never
  readonly timeline: Timeline
  readonly plan: readonly Disturbance[]
  /** Whether everything takes its usual time. */
  readonly isCalm: boolean
  /** Random bytes of charms. */
  readonly bytes: Random
  readonly apps: Map<string, AppState>
  readonly relations: RelationState[]
  readonly machines: MachineState[]
  readonly memory: WatchMemory
  /** What has happened, for a person; undefined while nobody wants to know. */
  readonly trace: string[] | undefined
  violation: Violation | undefined
  hooks: number
  /** How many hooks had begun when the last disturbance came. */
  disturbedAt: number
  /** The controller is away until this time. */
  controllerBack: number
  secretsMade: number
  /** Whether a hook has changed anything since somebody set it to false. */
  acted: boolean
  /** Lets the agent of a machine look soon. */
  wake: (machine: MachineState) => void
  /** Lets a new unit begin. */
  begin: (unit: UnitState) => void
  /** Says that a unit leaves, which may have led. */
  deposed: (app: AppState, unit: UnitState) => void
}

/** What chooses one run among all that a model has. */
export interface Choice {
  readonly seed: number
  readonly plan: readonly Disturbance[]
  readonly isCalm: boolean
  readonly traces: boolean
}

/** Makes a run without any application. */
export const makeSim = (model: Model<never>, { seed, plan, isCalm, traces }: Choice): Sim => ({
  seed,
  model,
  world: (model.world?.() ?? undefined) as never,
  timeline: makeTimeline(),
  plan,
  isCalm,
  bytes: randomOf(seed, 'bytes'),
  apps: new Map(),
  relations: [],
  machines: [],
  memory: makeMemory(),
  trace: traces ? [] : undefined,
  violation: undefined,
  hooks: 0,
  disturbedAt: 0,
  controllerBack: 0,
  secretsMade: 0,
  acted: false,
  wake: () => undefined,
  begin: () => undefined,
  deposed: () => undefined,
})

const clock = (milliseconds: number): string => {
  const seconds = milliseconds / 1000
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${(seconds % 60).toFixed(2).padStart(5, '0')}`
}

/** Notes what has happened. */
export const note = (sim: Sim, text: () => string): void => {
  sim.trace?.push(`${clock(sim.timeline.time)}  ${text()}`)
}

/** Notes that an invariant is broken. The first one counts. */
export function violate(sim: Sim, invariant: string, what: string): void {
  if (sim.violation) return
  sim.violation = { invariant, what }
  note(sim, () => `BROKEN  ${invariant}: ${what}`)
}

/** Draws how long something takes: mostly near `least`, seldom much longer than `most`. */
export function draw(sim: Sim, random: Random, least: number, most: number): number {
  const [one, other] = [random(), random()]
  if (sim.isCalm) return (least + most) / 4
  const usual = least + (most - least) * one * one
  return other < 0.02 ? usual * 8 : usual
}

/** Gives all units that have not left the model. */
export const unitsOf = (sim: Sim): readonly UnitState[] => [...sim.apps.values()].flatMap(({ units }) => units)
