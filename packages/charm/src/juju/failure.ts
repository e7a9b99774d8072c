/** What the failure of a hook tool means. Juju has no error codes, so this file alone looks at the words of its messages. */

/** What a tool's failure means, as far as a charm can act on it. */
export type HookToolErrorKind =
  | 'relation-not-found'
  | 'not-found'
  | 'permission-denied'
  | 'no-address'
  | 'port-conflict'
  | 'not-leader'
  | 'not-in-action'
  | 'usage'
  | 'unreachable'
  | 'other'

// The first match counts; `relation not found` is narrower than `not found`.
const kinds: readonly (readonly [words: string, kind: HookToolErrorKind])[] = [
  ['relation not found', 'relation-not-found'],
  ['this unit is not the leader', 'not-leader'],
  ['not the leader', 'not-leader'],
  ['cannot write relation settings', 'not-leader'],
  ['not running an action', 'not-in-action'],
  ['permission denied', 'permission-denied'],
  ['not found', 'not-found'],
  ['not provisioned', 'not-found'],
  ['no network config', 'no-address'],
  ['no addresses', 'no-address'],
  ['no bind address', 'no-address'],
  ['undefined for unit charm', 'no-address'],
  ['conflicts with', 'port-conflict'],
  ['bad request: ', 'unreachable'],
  ['ERROR dial ', 'unreachable'],
]

const kindOf = (code: number, stderr: string): HookToolErrorKind =>
  kinds.find(([words]) => stderr.includes(words))?.[1] ?? (code === 2 ? 'usage' : 'other')

/** Drops from arguments what may be secret: the value of `key=value`, but not that of a flag, and the text after `--`. */
export const withoutValues = (args: readonly string[]): readonly string[] => {
  const end = args.indexOf('--')
  const shown = end === -1 ? args : args.slice(0, end)
  const cut = shown.map((arg) => (arg.startsWith('-') ? arg : arg.replace(/=.*$/su, '=…')))
  return end === -1 ? cut : [...cut, '--', '…']
}

/** The failure of a hook tool. */
export class HookToolError extends Error {
  override readonly name = 'HookToolError'
  readonly tool: string
  /** The arguments without what may be secret. */
  readonly args: readonly string[]
  readonly code: number
  readonly stderr: string
  readonly kind: HookToolErrorKind

  constructor(tool: string, args: readonly string[], code: number, stderr: string) {
    const shown = withoutValues(args)
    super(`${[tool, ...shown].join(' ')} ended with status ${code}: ${stderr.trim()}`)
    this.tool = tool
    this.args = shown
    this.code = code
    this.stderr = stderr
    this.kind = kindOf(code, stderr)
  }
}

const gone: readonly HookToolErrorKind[] = ['relation-not-found', 'not-found', 'permission-denied', 'no-address']

/**
 * Tells whether what was asked for is gone or hidden from this unit: a relation that is gone, a databag of another unit, a binding
 * without a network.
 */
export const isGone = (error: unknown): boolean => error instanceof HookToolError && gone.includes(error.kind)
