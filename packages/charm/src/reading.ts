/** Reading what Juju answers: JSON that is looked at before it is believed. */
import { HookToolError, type HookTools, readJson } from './juju/index.ts'

/** Juju has no codes for what a charm has to live with: a relation that is going, a bag not ours to see, a binding without a network. */
const gone = /not found|permission denied|no network config|no addresses|no bind address|undefined for unit charm/

/** Reads a tool's answer; `undefined` when the thing asked for is gone or not ours to see. */
export async function ask(tools: HookTools, tool: string, ...args: readonly string[]): Promise<unknown> {
  try {
    return await readJson(tools, tool, ...args)
  } catch (error) {
    if (error instanceof HookToolError && gone.test(error.stderr)) return undefined
    throw error
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Keeps the entries of a JSON object that are text: the form of a databag, and of a secret's content. */
export const textRecord = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )

/** Keeps the elements of a JSON array that are text. */
export const textList = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
