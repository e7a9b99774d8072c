import { type Vectors, type ViewOf, vectorsOf, viewsOf } from '@charm-layers/interface-conformance/testing'

export * from '@charm-layers/interface-conformance/shared-tests'

export const viewOf: ViewOf = viewsOf('identity-service:3', 'keystone')

export const { vector, vectorNames }: Vectors = vectorsOf('keystone')
