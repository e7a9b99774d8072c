import { type ViewOf, viewsOf } from '@charm-layers/interface-conformance/testing'

export * from '@charm-layers/interface-conformance/shared-tests'

export const viewOf: ViewOf = viewsOf('cluster:0', 'trove')
