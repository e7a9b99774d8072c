/** The result of one call of a hook tool, whether the tool succeeded or failed. */
export interface ToolResult {
  /** Exit status: 0, 1 for a failure, 2 for wrong usage. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs hook tools for the length of one hook. */
export interface HookTools {
  /**
   * Runs a tool. Calls need not wait for each other. The agent then runs them one at a time, in any order (net/rpc starts a goroutine for
   * each request), so a call that depends on another has to await it. A tool that fails gives a result; `runTool` makes an error of it.
   * @throws Error when the agent cannot be reached any more.
   */
  call(tool: string, args: readonly string[], stdin?: string): Promise<ToolResult>
  /** Whether each call is a process, whose arguments every user of the machine may read. */
  readonly argumentsAreSeen?: true
  /** How many calls were made. */
  readonly calls: number
  /** Ends the connection to the agent. The agent waits for that before it ends the hook. */
  close(): Promise<void>
}
