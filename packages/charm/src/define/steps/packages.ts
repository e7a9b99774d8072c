/** Packages of the distribution. */

/** Packages that should be installed. */
export interface PackagesStep {
  readonly kind: 'packages'
  readonly names: readonly string[]
}

/** Makes the step that installs packages which are not there. What they only recommend stays away. */
export const packages = (...names: readonly string[]): PackagesStep => ({ kind: 'packages', names })
