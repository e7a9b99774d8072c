// The texts of `help` and `--help`.
import { commands } from '../command-table.ts'
import { newFlagSet } from '../flags.ts'
import { declareGlobals } from '../global-flags.ts'
import { unknownCommand } from '../unknown-command.ts'
import { findCommand } from '../registry.ts'
import { table } from '../table.ts'
import { actions } from './actions.ts'
import { applications } from './applications.ts'
import { contents } from './contents.ts'
import { looking } from './looking.ts'
import { machines } from './machines.ts'
import { models } from './models.ts'
import type { HelpTexts } from './text.ts'

/** What is said of each command besides its usage and its flags. */
export const texts: HelpTexts = { ...actions, ...applications, ...contents, ...looking, ...machines, ...models }

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
export const commandHelp = (name: string, options: string): string => {
  const entry = commands[name]
  if (!entry) throw unknownCommand(name)
  const text = texts[name]
  const parts = [
    `Usage: juju ${name} ${entry.words}\n`,
    `Summary:\n${entry.summary}\n`,
    options === '' ? '' : `Options:\n${options}`,
    globalOptions(),
    text === undefined ? '' : `Details:\n${text.details}\n`,
    text === undefined ? '' : `Examples:\n${indented(text.examples.map((example) => `juju ${example}\n`).join(''))}`,
    entry.aliases ? `Aliases: ${entry.aliases.join(', ')}\n` : '',
  ]
  return parts.filter((part) => part !== '').join('\n')
}

/** Writes what `juju help <words>` shows. */
export const help = async ([topic]: readonly string[]): Promise<string> => {
  if (topic === undefined || topic === 'basics') return basics
  if (topic === 'topics') return table(Object.entries(topics))
  if (topic === 'global-options') return globalOptions()
  if (topic === 'commands') return table(Object.entries(commands).map(([name, entry]) => [name, entry.summary]))
  const found = findCommand(topic)
  if (!found) throw unknownCommand(topic)
  const flags = newFlagSet()
  const command = await found.entry.load()
  command(flags)
  return commandHelp(found.name, flags.help())
}
