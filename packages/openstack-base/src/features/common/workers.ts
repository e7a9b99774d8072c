/** Number of worker processes: processors times the operator's factor. */

/** Counts workers. Without a factor it is two, and four workers are enough for any small machine. */
export function workerCount(cpus: number, multiplier: number | undefined): number | { readonly problem: string } {
  if (multiplier === undefined) return Math.max(1, Math.min(4, cpus * 2))
  if (!Number.isFinite(multiplier) || multiplier < 0) return { problem: `is ${multiplier}, it has to be 0 or more` }
  return Math.max(1, Math.floor(cpus * multiplier))
}
