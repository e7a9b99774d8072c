export type * from './relation.ts'
export { secret } from './secret.ts'
