/** One call of a tool, as it comes over the agent's socket. */
export interface ToolCall {
  readonly tool: string
  readonly args: readonly string[]
  /** Absolute directory of the caller. */
  readonly dir: string
  /** Absent when it was not sent: a tool that wants it then answers `stdin`. */
  readonly stdin?: Uint8Array
}

/** How a call ended: with a result, with the wish for standard input, or refused as a request (`unknown command: x`). */
export type ToolAnswer =
  | { readonly kind: 'done'; readonly code: number; readonly stdout: Uint8Array; readonly stderr: Uint8Array }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'bad-request'; readonly message: string }
