// The texts of `help` and `--help`.

import type { Command } from './command.ts'
import { newFlagSet } from './flags.ts'
import { declareGlobals } from './global-flags.ts'
import type { Program } from './program.ts'
import { findCommand, loadCommands } from './registry.ts'
import { table } from './table.ts'

const topics: Readonly<Record<string, string>> = {
  basics: 'Basic Help Summary',
  commands: 'Basic help for all commands',
  'global-options': 'Options common to all commands',
  topics: 'Topic list',
}

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '    ')

const globalOptions = (): string => {
  const flags = newFlagSet()
  declareGlobals(flags)
  return `Global Options:\n${flags.help()}`
}

/** Writes the help of one command of a program, given the list of its options. */
export const commandHelp = (program: string, { usage, summary, details, examples, aliases }: Command, options: string): string => {
  const parts = [
    `Usage: ${program} ${usage}\n`,
    `Summary:\n${summary}\n`,
    options === '' ? '' : `Options:\n${options}`,
    globalOptions(),
    `Details:\n${details}\n`,
    `Examples:\n${indented(examples.map((example) => `${program} ${example}\n`).join(''))}`,
    aliases ? `Aliases: ${aliases.join(', ')}\n` : '',
  ]
  return parts.filter((part) => part !== '').join('\n')
}

/** Writes what `help <words>` of a program shows. */
export const help = async (program: Program, [topic]: readonly string[]): Promise<string> => {
  const { name, basics, commands } = program
  if (topic === undefined || topic === 'basics') return basics
  if (topic === 'topics') return table(Object.entries(topics))
  if (topic === 'global-options') return globalOptions()
  if (topic === 'commands') return table((await loadCommands(commands)).map(([word, { summary }]) => [word, summary]))
  const command = await findCommand(commands, topic)
  if (!command) throw await program.unknown(topic)
  const flags = newFlagSet()
  command.declare(flags)
  return commandHelp(name, command, flags.help())
}
