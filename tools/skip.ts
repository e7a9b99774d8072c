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
