/** Property tests run this often; the nightly setting asks for more. */
export const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 1000) }
