/** How many cases a property test makes; the nightly workflow asks for more. */
export const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 1000) }
