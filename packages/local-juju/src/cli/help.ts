// The texts of `help` and `--help`.

import type { Command } from './command.ts'
import { newFlagSet } from './flags.ts'
import { declareGlobals } from './global-flags.ts'
import { findCommand, loadCommands } from './registry.ts'
import { table } from './table.ts'
import { unknownCommand } from './unknown-command.ts'

const basics = `local-juju runs packed charms without Juju, in systemd machines of this host, for trying and testing. Its commands are a subset of juju's.

See "juju help commands" for the list of commands, and "juju help <command>" for one of them.

    juju deploy ./hello.charm        deploy a packed charm
    juju integrate hello database    relate two applications
    juju status                      show what is there
    juju debug-log                   show what the units did
    juju destroy-model default       remove it all
`

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

/** Writes the help of one command, given the list of its options. */
export const commandHelp = ({ usage, summary, details, examples, aliases }: Command, options: string): string => {
  const parts = [
    `Usage: juju ${usage}\n`,
    `Summary:\n${summary}\n`,
    options === '' ? '' : `Options:\n${options}`,
    globalOptions(),
    `Details:\n${details}\n`,
    `Examples:\n${indented(examples.map((example) => `juju ${example}\n`).join(''))}`,
    aliases ? `Aliases: ${aliases.join(', ')}\n` : '',
  ]
  return parts.filter((part) => part !== '').join('\n')
}

/** Writes what `juju help <words>` shows. */
export const help = async ([topic]: readonly string[]): Promise<string> => {
  if (topic === undefined || topic === 'basics') return basics
  if (topic === 'topics') return table(Object.entries(topics))
  if (topic === 'global-options') return globalOptions()
  if (topic === 'commands') return table((await loadCommands()).map(([name, { summary }]) => [name, summary]))
  const command = await findCommand(topic)
  if (!command) throw await unknownCommand(topic)
  const flags = newFlagSet()
  command.declare(flags)
  return commandHelp(command, flags.help())
}
