/** Mistakes of a charm's author, told as errors where no operator has had a say: in tests, and when a charm is packed. */
import type { Fault } from '../define/steps/index.ts'
import { CharmError } from '../errors.ts'

/**
 * Refuses steps that cannot be done.
 * @throws CharmError that names the steps, what is wrong with them, and where they are made.
 */
export function refuseMistakes(faults: readonly Pick<Fault, 'text' | 'place'>[]): void {
  if (faults.length === 0) return
  const lines = faults.map(({ text, place }) => (place === undefined ? text : `${text}\n    at ${place}`))
  throw new CharmError('E_STEP', [...new Set(lines)].join('\n'))
}
