/** The number of worker processes. */

/** More worker processes for each processor than any service can use: a mistyped factor would fill the machine's memory. */
const most = 100

/** Counts workers: processors times the operator's factor, at least one. Without a factor, two for each processor and four at most. */
export function workerCount(cpus: number, multiplier: number | undefined): number | { readonly problem: string } {
  if (multiplier === undefined) return Math.max(1, Math.min(4, cpus * 2))
  if (!(multiplier >= 0)) return { problem: `is ${multiplier}, it has to be 0 or more` }
  if (multiplier > most) return { problem: `is ${multiplier}, it has to be ${most} or less` }
  return Math.max(1, Math.floor(cpus * multiplier))
}
