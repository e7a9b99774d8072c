// One call of the command: global flags, the command's own, its run, and what is printed when it fails.
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Context, Io, Run } from './command.ts'
import { CliError, messageOf } from './errors.ts'
import { newFlagSet } from './flags.ts'
import { declareGlobals, type Globals } from './global-flags.ts'
import { formatJson } from './json.ts'
import { juju } from './juju.ts'
import type { Program } from './program.ts'
import { findCommand } from './registry.ts'
import { formatYaml } from './yaml.ts'

const esc = '\u001b'

const prefixed = (word: 'ERROR' | 'WARNING', text: string, io: Io): string => {
  const coloured = io.stderr.isTTY === true && io.env.NO_COLOR === undefined && io.env.TERM !== 'dumb'
  const colour = word === 'ERROR' ? 91 : 33
  return `${coloured ? `${esc}[${colour}m${word}${esc}[0m` : word} ${text}\n`
}

/** Where the command's work meets the streams. `printed` tells whether standard output has had anything. */
const newContext = (io: Io, quiet: boolean, verbose: boolean): Context & { readonly printed: () => boolean } => {
  let printed = false
  const out = (text: string): void => {
    if (text === '') return
    printed = true
    io.stdout.write(text)
  }
  const notice = (text: string): void => {
    if (!quiet) io.stderr.write(text.endsWith('\n') ? text : `${text}\n`)
  }
  return {
    io,
    out,
    notice,
    detail: (text) => {
      if (verbose) notice(text)
    },
    warn: (text) => io.stderr.write(prefixed('WARNING', text, io)),
    fail: (text) => io.stderr.write(prefixed('ERROR', text, io)),
    write: (format, data, others = {}) => {
      const kind = format.kind.value
      const other = others[kind]
      const text = other ? other() : kind === 'json' ? `${formatJson(data())}\n` : formatYaml(data())
      printed = true
      if (format.file.value === '') io.stdout.write(text)
      else writeFileSync(resolve(io.cwd, format.file.value), text)
    },
    printed: () => printed,
  }
}

const fail = (error: unknown, io: Io): number => {
  if (error instanceof CliError) {
    if (error.message !== '') io.stderr.write(prefixed('ERROR', error.message, io))
    return error.exitCode
  }
  // A refusal of the controller, or a failure of the system, has a text to show; the rest is a bug, whose stack helps.
  const known = !(error instanceof Error) || error.name === 'ApiError' || error.name === 'FormatError' || 'code' in error
  const text = known ? messageOf(error) : (error.stack ?? error.message)
  io.stderr.write(prefixed('ERROR', text, io))
  return 1
}

/** One call of a command: its word, the words after it, and what was typed before it. */
interface Call {
  readonly program: Program
  readonly word: string
  readonly words: readonly string[]
  readonly outer: Globals
  /** Notices about flags that were given before the command for nothing. */
  readonly notices?: readonly string[]
}

const runCommand = async ({ program, word, words, outer, notices = [] }: Call, io: Io): Promise<number> => {
  const command = await findCommand(program.commands, word)
  if (!command) {
    if (program.runOther) return await program.runOther(word, words, io)
    throw await program.unknown(word)
  }
  const flags = newFlagSet()
  const init = command.declare(flags)
  const options = flags.help()
  const globals = declareGlobals(flags)
  flags.bool(['B', 'no-browser-login'], 'Do not open a browser to log in; there is no login here')
  let run: Run
  try {
    const positional = flags.parse(words)
    if (globals.help.value || outer.help.value) {
      io.stdout.write((await import('./help.ts')).commandHelp(program.name, command, options))
      return 0
    }
    if (globals.description.value) {
      io.stdout.write(`${command.summary}\n`)
      return 0
    }
    run = init(positional)
  } catch (error) {
    return fail(error, io)
  }
  const context = newContext(io, globals.quiet.value || outer.quiet.value, globals.verbose.value || outer.verbose.value)
  for (const line of [...notices, ...flags.ineffective()]) context.notice(line)
  try {
    return (await run(context)) ?? 0
  } catch (error) {
    const usage = error instanceof CliError && error.exitCode === 2
    if (!usage && flags.isMachineFormat() && !context.printed()) io.stdout.write('{}\n')
    return fail(error, io)
  }
}

/** Runs one call of a program and returns its exit code. */
export const main = async (argv: readonly string[], io: Io, program: Program = juju): Promise<number> => {
  try {
    const flags = newFlagSet()
    flags.stopAtFirstWord()
    const globals = declareGlobals(flags)
    const version = flags.bool(['version'], 'Print the version')
    const [word, ...words] = flags.parse(argv)
    if (word === undefined || word === 'help') {
      if (version.value) return await runCommand({ program: juju, word: 'version', words: [], outer: globals }, io)
      io.stdout.write(globals.description.value ? `${program.summary}\n` : await (await import('./help.ts')).help(program, words))
      return 0
    }
    return await runCommand({ program, word, words, outer: globals, notices: flags.ineffective() }, io)
  } catch (error) {
    return fail(error, io)
  }
}
