import { type Vectors, type ViewOf, vectorsOf, viewsOf } from '@charm-layers/interface-conformance/testing'

export * from '@charm-layers/interface-conformance/shared-tests'

export const viewOf: ViewOf = viewsOf('shared-db:3', 'mysql')

export const { vector, vectorNames }: Vectors = vectorsOf('mysql-shared')
