/** Versions of packages. */

/** Splits the epoch and the revision off a Debian version: `1:18.0.0-2` is upstream's `18.0.0`. */
export const upstreamVersion = (version: string): string => version.replace(/^\d+:/, '').replace(/-[^-]*$/, '')
