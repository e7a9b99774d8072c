/** One call of a hook tool, which gives what the tool prints or throws an error. */
import { HookToolError } from './failure.ts'
import type { HookTools } from './transport.ts'

/**
 * Runs a tool and gives its standard output.
 * @throws HookToolError when it fails.
 */
export const runTool = async (tools: HookTools, tool: string, args: readonly string[], stdin?: string): Promise<string> => {
  const { code, stdout, stderr } = await tools.call(tool, args, stdin)
  if (code !== 0) throw new HookToolError(tool, args, code, stderr)
  return stdout
}

/**
 * Runs a tool that reads with `--format=json` and gives the value. Other formats print the same for no value as for the empty text.
 * @throws HookToolError when the tool fails or prints something else.
 */
export const readJson = async (tools: HookTools, tool: string, ...args: readonly string[]): Promise<unknown> => {
  const words = ['--format=json', ...args]
  const stdout = await runTool(tools, tool, words)
  try {
    return JSON.parse(stdout)
  } catch {
    throw new HookToolError(tool, words, 0, 'printed something that is not JSON')
  }
}
