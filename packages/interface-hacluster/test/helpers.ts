import { type Vectors, type ViewOf, vectorsOf, viewsOf } from '@charm-layers/interface-conformance/testing'

export * from '@charm-layers/interface-conformance/shared-tests'

export const viewOf: ViewOf = viewsOf('ha:34', 'hacluster')

export const { vector, vectorNames }: Vectors = vectorsOf('hacluster')
