import type { Model } from '../model/state.ts'
import type { Unit } from '../model/unit.ts'
import type { Time } from '../model/values.ts'
import type { Random } from './resolver.ts'

/**
 * One change of a unit: the draft of the model, the unit in it, the time of the change, and the source of random numbers for its timers.
 */
export interface UnitChange {
  readonly model: Model
  readonly unit: Unit
  readonly now: Time
  readonly random: Random
}
