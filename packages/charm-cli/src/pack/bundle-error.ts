/** What the bundler has to say, as an author needs it. */
import { CharmError } from '@charm-layers/charm'

interface BundlerProblem {
  readonly code?: unknown
  readonly message?: unknown
}

/** One problem: the picture that the bundler draws stays, its stacks and its own module go. */
const textOf = ({ code, message }: BundlerProblem): string => {
  const text = String(message)
  if (code === 'MISSING_EXPORT' && text.includes('charm-layers:entry')) {
    return 'src/charm.ts has no default export: write export default defineCharm({ name, summary, desired })'
  }
  const lines = text.split('\n')
  const end = lines.findIndex((line) => /^\s+at |^Caused by:|^ *│ *Help:/.test(line))
  return lines
    .slice(0, end === -1 ? undefined : end)
    .filter((line) => !/^\[plugin |^ *│ *$|^───╯$/.test(line))
    .join('\n')
    .replace(/^(?:\w*Error: )/, '')
    .trimEnd()
}

/** Makes of what the bundler has thrown an error with one text for each problem. */
export const bundleError = (thrown: unknown): unknown => {
  if (!(thrown instanceof Error) || !('errors' in thrown) || !Array.isArray(thrown.errors)) return thrown
  const problems: readonly BundlerProblem[] = thrown.errors
  return new CharmError('E_BUNDLE', problems.map(textOf).join('\n'), { cause: thrown })
}
