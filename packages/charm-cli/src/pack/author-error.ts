import { CharmError } from '@charm-layers/charm'
import { type BundleMap, placeOf } from './places.ts'

/** Makes of an error that the charm's own code has thrown one that names the place in the sources. */
export const authorError = (error: unknown, maps: ReadonlyMap<string, BundleMap>): CharmError => {
  const message = error instanceof Error ? error.message : String(error)
  const hint = error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined
  const place = placeOf(error, maps)
  return new CharmError('E_AUTHOR', `${place === undefined ? '' : `${place}: `}${message}`, { cause: error, ...(hint && { hint }) })
}
