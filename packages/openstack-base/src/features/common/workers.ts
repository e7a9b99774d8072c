/** The number of worker processes. */

/** Counts workers: processors times the operator's factor, at least one. Without a factor, two for each processor and four at most. */
export function workerCount(cpus: number, multiplier: number | undefined): number | { readonly problem: string } {
  if (multiplier === undefined) return Math.max(1, Math.min(4, cpus * 2))
  if (!Number.isFinite(multiplier) || multiplier < 0) return { problem: `is ${multiplier}, it has to be 0 or more` }
  return Math.max(1, Math.floor(cpus * multiplier))
}
