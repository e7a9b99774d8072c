/** Runs an implementation of an interface against recorded databags and the states of its protocol. */
export { applied, plain, type Vector, type Vectors, type ViewOf, vectorsOf, viewsOf } from './testing.ts'
