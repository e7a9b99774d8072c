/** What a `*.fuzz.ts` file needs: see "Fuzzing" in CONTRIBUTING.md. */
export { anyBag, anyBytes, anyJson, anyText, anyTextOf, hostileJson, JSON_TOKENS, YAML_TOKENS } from './inputs.ts'
export { anyView, sideReads } from './sides.ts'
export { type FuzzTarget, reading, roundTrip } from './target.ts'
