import { Refusal } from './world.ts'

/** A tool's own refusal: the text after `ERROR `. While words are read it means status 2, later status 1. */
export class ToolError extends Error {
  override readonly name = 'ToolError'
}

/** Gives the charm-visible text of an error, or undefined for a bug. */
export const textOf = (error: unknown): string | undefined =>
  error instanceof ToolError || error instanceof Refusal ? error.message : undefined

/** Runs something that a controller may refuse and puts words before the refusal. */
export const annotate = <T>(prefix: string, run: () => T): T => {
  try {
    return run()
  } catch (error) {
    const text = textOf(error)
    throw text === undefined ? error : new ToolError(`${prefix}: ${text}`)
  }
}
