import type { RunningMachine } from '../controller/machines/port.ts'
import { findUnit, must } from '../model/lookup.ts'
import type { Time } from '../model/values.ts'
import type { Run } from '../uniter/environment.ts'
import type { UnitChange } from '../uniter/unit-change.ts'
import type { AgentParts } from './parts.ts'

/** One turn of a unit on its machine: the hook, action or command that it runs, since when, and what ends it before its time. */
export interface Turn<What extends Run = Run> {
  readonly parts: AgentParts
  /** Name of the unit. */
  readonly unit: string
  readonly machine: RunningMachine
  readonly run: What
  readonly start: Time
  /** Is aborted when the controller ends. */
  readonly signal: AbortSignal
  /** Is aborted when the machine no longer reaches the controller. */
  readonly connection: AbortSignal
}

/** Begins a turn on the unit's machine, which has to be up. */
export function beginTurn<What extends Run>(parts: AgentParts, unit: string, run: What, signal: AbortSignal): Turn<What> {
  const id = findUnit(parts.store.read(), unit).machine
  const machine = must(parts.machine(id), `machine of ${unit} that runs`)
  return { parts, unit, machine, run, start: new Date().toISOString(), signal, connection: parts.connection(id) }
}

/** Changes a unit in its model; when the function throws, nothing has happened. */
export function changeUnit<Result>({ parts, unit }: Pick<Turn, 'parts' | 'unit'>, edit: (change: UnitChange) => Result): Result {
  return parts.store.change((model, now) => edit({ model, unit: findUnit(model, unit), now, random: parts.random }))
}
