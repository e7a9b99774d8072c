import { resolve } from 'node:path'
import type { ToolAnswer, ToolCall } from './call.ts'
import { ToolError, textOf } from './error.ts'
import { checked, type Flag, type Flags, type FlagValues, HelpWanted, parseFlags, text } from './flags.ts'
import { type Format, formatValue } from './format.ts'
import { quote, quoteAll } from './go/quote.ts'
import type { Hook, HookAction } from './hook.ts'
import type { HookRelation } from './relation-ledger.ts'
import type { Value } from './value.ts'

/** What a tool is called with. */
export interface Input<F extends Flags> {
  readonly hook: Hook
  readonly flags: FlagValues<F>
  readonly args: readonly string[]
  /** Makes a path absolute from the caller's directory. */
  path(relative: string): string
  /** Gives standard input; makes the agent ask for it when it was not sent. */
  stdin(): Uint8Array
}

/** What a tool prints. */
export interface Printed {
  readonly stdout?: string
  readonly stderr?: string
}

type Run = () => Printed | undefined | Promise<Printed | undefined>

/** A hook tool. */
export type Tool = (hook: Hook, name: string, call: ToolCall) => Promise<ToolAnswer>

class StdinWanted extends Error {
  override readonly name = 'StdinWanted'
}

const bytes = (part: string | undefined): Uint8Array => Buffer.from(part ?? '')

const failed = (code: number, error: unknown): ToolAnswer => {
  const message = textOf(error)
  if (message === undefined) throw error
  return { kind: 'done', code, stdout: bytes(''), stderr: bytes(`ERROR ${message}\n`) }
}

/**
 * Defines a tool in the two steps of juju/cmd: `prepare` checks the words and what it throws means status 2; the function it gives does
 * the work, and what that throws means status 1.
 */
export const defineTool =
  <F extends Flags>(usage: string, flagsOf: (hook: Hook) => F, prepare: (input: Input<F>) => Run | Promise<Run>): Tool =>
  async (hook, name, call) => {
    try {
      let run: Run
      try {
        const { values, rest } = parseFlags(flagsOf(hook), call.args)
        run = await prepare({
          hook,
          flags: values,
          args: rest,
          path: (relative) => resolve(call.dir, relative),
          stdin: () => {
            if (call.stdin === undefined) throw new StdinWanted()
            return call.stdin
          },
        })
      } catch (error) {
        if (error instanceof HelpWanted)
          return { kind: 'done', code: 0, stdout: bytes(`Usage: ${`${name} [options] ${usage}`.trim()}\n`), stderr: bytes('') }
        return failed(2, error)
      }
      const printed = await run()
      return { kind: 'done', code: 0, stdout: bytes(printed?.stdout), stderr: bytes(printed?.stderr) }
    } catch (error) {
      return error instanceof StdinWanted ? { kind: 'stdin' } : failed(1, error)
    }
  }

/** No flags. */
export const noFlags = (): Record<never, never> => ({})

/** Refuses surplus words. */
export const checkEmpty = (args: readonly string[]): void => {
  if (args.length > 0) throw new ToolError(`unrecognized args: ${quoteAll(args)}`)
}

const isFormat = (word: string, formats: readonly Format[]): word is Format => formats.some((format) => format === word)

/** Makes the flags of a tool that prints a value. The first format is the default. */
export const outputFlags = (
  formats: readonly [Format, ...Format[]] = ['smart', 'yaml', 'json'],
): { readonly format: Flag<Format>; readonly output: Flag<string> } => ({
  format: checked<Format>(['format'], formats[0], (word) => {
    if (!isFormat(word, formats)) throw new ToolError(`unknown format ${quote(word)}`)
    return word
  }),
  output: text('o', 'output'),
})

/** What printing needs of a tool's input. */
type Printable = Pick<Input<Flags>, 'hook' | 'path'> & { readonly flags: { readonly format: Format; readonly output: string } }

/** Prints a value where the flags say. */
export const print = async (input: Printable, value: Value): Promise<Printed | undefined> => {
  const formatted = formatValue(input.flags.format, value)
  if (input.flags.output === '') return { stdout: formatted }
  await input.hook.world.files.write(input.path(input.flags.output), Buffer.from(formatted))
  return undefined
}

const findRelation = (hook: Hook, id: number): HookRelation | undefined => hook.relations.find(({ info }) => info.id === id)

/** The relation of the hook that runs. */
export const hookRelation = (hook: Hook): HookRelation | undefined => hook.scope.relation && findRelation(hook, hook.scope.relation.id)

/** The flag that names a relation; in a relation hook it has that relation as its default. */
export const relationFlag = (hook: Hook): Flag<HookRelation | undefined> =>
  checked(['r', 'relation'], hookRelation(hook), (word) => {
    const number = word.slice(word.lastIndexOf(':') + 1)
    if (!/^[-+]?[0-9]+$/u.test(number)) throw new ToolError('invalid relation id')
    const relation = findRelation(hook, Number(number))
    if (relation === undefined) throw new ToolError('relation not found')
    return relation
  })

/** Takes the relation that a tool cannot do without. */
export const needRelation = (relation: HookRelation | undefined): HookRelation => {
  if (relation === undefined) throw new ToolError('no relation id specified')
  return relation
}

/** Tells that the old flag `--format` of a writing tool does nothing. Juju prints this without a newline. */
export const deprecatedFormat = (tool: string, format: string): Printed | undefined =>
  format === '' ? undefined : { stderr: `--format flag deprecated for command "${tool}"` }

/** Refuses outside an action. */
export const needAction = (hook: Hook): HookAction => hook.action()
