/** The result of one call of a hook tool, whichever way it went. */
export interface ToolResult {
  /** Exit status: 0, 1 for a failure, 2 for wrong usage. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs hook tools for the length of one hook. */
export interface HookTools {
  /**
   * Runs a tool. Calls may be made without waiting for each other; the agent then runs them one at a time but in an order of its
   * choosing (net/rpc starts a goroutine per request), so a call that depends on another has to await it.
   * @throws Error when the agent cannot be reached any more; a tool that fails is a result, see `runTool` for errors.
   */
  call(tool: string, args: readonly string[], stdin?: string): Promise<ToolResult>
  /** Whether each call is a process, whose arguments every user of the machine may read. */
  readonly argumentsAreSeen?: true
  /** How many calls were made. */
  readonly calls: number
  /** Ends the transport. A hook has to do this before it exits: the agent waits for its connections to end. */
  close(): Promise<void>
}
