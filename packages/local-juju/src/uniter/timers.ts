import { parseDuration } from '../model/duration.ts'
import { modelConfig } from '../model/model-config.ts'
import type { Time } from '../model/values.ts'
import type { UnitChange } from './unit-change.ts'

const FIRST_RETRY_MS = 5_000
const LONGEST_RETRY_MS = 300_000

/** Sets the time of the next attempt: 5 s, doubled up to 5 minutes, with jitter. */
export function setRetry({ model, unit, now, random }: UnitChange): void {
  const attempts = (unit.agent.retry?.attempts ?? 0) + 1
  const wait = Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LONGEST_RETRY_MS) * (1 + 0.1 * random())
  unit.agent.retry = { attempts, at: modelConfig(model, 'automatically-retry-hooks') === 'true' ? later(now, wait) : null }
}

/** Starts the update-status timer anew: the interval with ±20 % jitter. */
export function setUpdateStatusTimer({ model, unit, now, random }: UnitChange): void {
  const interval = parseDuration(modelConfig(model, 'update-status-hook-interval')) ?? 300_000
  unit.agent.updateStatusAt = later(now, interval * (0.8 + 0.4 * random()))
}

/** Adds milliseconds to a time. */
export function later(now: Time, milliseconds: number): Time {
  return new Date(Date.parse(now) + milliseconds).toISOString()
}
