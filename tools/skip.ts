declare module 'vitest' {
  interface TaskMeta {
    /** Why the test is skipped. */
    skipped?: string
  }
}

/**
 * Gives the options of a test, or of a `describe`, that is skipped where there is a reason to; the reporter prints the reason.
 *
 * @example
 * test('boots', skipFor(isRoot ? undefined : 'needs root'), () => …)
 */
export const skipFor = (reason: string | undefined): { readonly skip?: true; readonly meta?: { readonly skipped: string } } =>
  reason === undefined ? {} : { skip: true, meta: { skipped: reason } }

/**
 * Does the same for a test that CI has to run: where `CI` is set, what it lacks is an error, so that the test cannot get lost there.
 *
 * @throws Error in CI, when there is a reason to skip.
 */
export const skipOutsideCi = (reason: string | undefined): ReturnType<typeof skipFor> => {
  const { CI = '' } = process.env
  if (reason !== undefined && CI !== '' && CI !== 'false') throw new Error(`CI has to run this test, and cannot: ${reason}`)
  return skipFor(reason)
}
