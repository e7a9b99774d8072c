import { type Vectors, type ViewOf, vectorsOf, viewsOf } from '@charm-layers/interface-conformance/testing'

export * from '@charm-layers/interface-conformance/shared-tests'

export const viewOf: ViewOf = viewsOf('certificates:3', 'vault')

export const { vector, vectorNames }: Vectors = vectorsOf('tls-certificates')
