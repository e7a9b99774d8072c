/**
 * Checks and packs charms from a program.
 *
 * @example
 * const { path, size } = await pack({ charm: 'charms/trove', base: 'ubuntu@24.04', arch: 'amd64', out: 'dist' })
 */
export { check } from './check.ts'
export { type Finding, findingText } from './check/finding.ts'
export { type PackOptions, type PackResult, pack } from './pack/pack.ts'
export type { Architecture } from './pack/runtime.ts'
