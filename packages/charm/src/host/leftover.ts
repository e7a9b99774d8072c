/** What a killed hook can leave behind. */

/**
 * Gives the path under which a file is written before it is renamed. It is always the same, so that the next hook finds what a killed one
 * left. The name begins with a dot, which daemons that read whole folders pass over.
 */
export function leftoverOf(path: string): string {
  const at = path.lastIndexOf('/') + 1
  return `${path.slice(0, at)}.${path.slice(at)}.charm-new`
}
