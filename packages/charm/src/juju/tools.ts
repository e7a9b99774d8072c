import { HookToolError } from './error.ts'
import type { HookTools } from './hook-tools.ts'
import { serializeFile } from './serialize.ts'

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
 * Runs a reading tool with `--format=json` and gives the value. Only JSON can tell nothing from an empty string.
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

/** Changes the own unit's bag, or the own application's; an empty value deletes the key. Takes effect when the hook succeeds. */
export const setRelation = async (
  tools: HookTools,
  relation: string,
  changes: Readonly<Record<string, string>>,
  owner: 'unit' | 'app' = 'unit',
): Promise<void> => {
  await runTool(tools, 'relation-set', ['-r', relation, ...(owner === 'app' ? ['--app'] : []), '--file', '-'], serializeFile(changes))
}

/** Changes the unit's state on the controller; an empty value is stored as such. Takes effect when the hook succeeds. */
export const setState = async (tools: HookTools, changes: Readonly<Record<string, string>>): Promise<void> => {
  await runTool(tools, 'state-set', ['--file', '-'], serializeFile(changes))
}

/** A level of `juju-log`. */
export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL'

// Linux takes 128 KiB for one argument; a log line of more than this helps nobody anyway.
const LONGEST_LINE = 64 * 1024

/** Splits a text into lines that fit into one argument each; blank lines and NULs go. */
export const logLines = (text: string): readonly string[] =>
  text
    .replaceAll('\0', '')
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const pieces: string[] = []
      let rest = Buffer.from(line)
      while (rest.length > LONGEST_LINE) {
        // Back to the start of a character: continuation bytes look like 10xxxxxx.
        let end = LONGEST_LINE
        while (((rest[end] ?? 0) & 0xc0) === 0x80) end -= 1
        pieces.push(rest.subarray(0, end).toString())
        rest = rest.subarray(end)
      }
      return [...pieces, rest.toString()]
    })

/** Writes a text to the model's log, line by line and in order. */
export const log = async (tools: HookTools, level: LogLevel, text: string): Promise<void> => {
  for (const line of logLines(text)) await runTool(tools, 'juju-log', ['-l', level, '--', line])
}
