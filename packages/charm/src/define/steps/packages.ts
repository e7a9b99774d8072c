/** Packages of the distribution. */
import { placed } from './place.ts'

/** Packages that should be installed. */
export interface PackagesStep {
  readonly kind: 'packages'
  readonly names: readonly string[]
}

/** Makes the step that installs the packages which are missing, without the packages that those only recommend. */
export const packages = (...names: readonly string[]): PackagesStep => placed<PackagesStep>({ kind: 'packages', names }, packages)
