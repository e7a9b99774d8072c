export { type Flush, flushOf, flushTexts } from './compare.ts'
export { flush } from './flush.ts'
