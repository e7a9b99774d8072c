import { type Vectors, type ViewOf, vectorsOf, viewsOf } from '@charm-layers/interface-conformance/testing'
import { vi } from 'vitest'

export { applied, plain } from '@charm-layers/interface-conformance/testing'

// The work is bounded by the number of runs; a slow machine is no failure.
vi.setConfig({ testTimeout: 600_000 })

/** Property tests run this often; the nightly setting asks for more. */
export const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 1000) }

export const viewOf: ViewOf = viewsOf('ha:34', 'hacluster')

export const { vector, vectorNames }: Vectors = vectorsOf('hacluster')
