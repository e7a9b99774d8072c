import { type Vectors, type ViewOf, vectorsOf, viewsOf } from '@charm-layers/interface-conformance/testing'

export * from '@charm-layers/interface-conformance/shared-tests'

export const viewOf: ViewOf = viewsOf('nrpe-external-master:2', 'nrpe')

export const { vector, vectorNames }: Vectors = vectorsOf('nrpe-external-master')
