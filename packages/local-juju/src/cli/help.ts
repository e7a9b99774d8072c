// The texts of `help` and `--help`.
import { newFlagSet } from './flags.ts'
import { unknownCommand } from './main.ts'
import { commands } from './command-table.ts'
import { findCommand } from './registry.ts'
import { table } from './table.ts'

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

const globalOptions = `Global Options

--debug  (= false)
    Equivalent to --show-log --logging-config=<root>=DEBUG
-h, --help  (= false)
    Show help on a command or other topic.
--log-file (= "")
    Path to write log to
--logging-config (= "")
    Specify log levels for modules
-q, --quiet  (= false)
    Show no informational output
--show-log  (= false)
    If set, write the log file to stderr
-v, --verbose  (= false)
    Show more verbose output
`

/** Writes the help of one command, given the list of its options. */
export const commandHelp = (name: string, options: string): string => {
  const entry = commands[name]
  if (!entry) throw unknownCommand(name)
  const aliases = entry.aliases ? `\nAliases: ${entry.aliases.join(', ')}\n` : ''
  return `Usage: juju ${name} ${entry.words}\n\nSummary:\n${entry.summary}\n${options === '' ? '' : `\nOptions:\n${options}`}${aliases}`
}

/** Writes what `juju help <words>` shows. */
export const help = async ([topic]: readonly string[]): Promise<string> => {
  if (topic === undefined || topic === 'basics') return basics
  if (topic === 'topics') return table(Object.entries(topics))
  if (topic === 'global-options') return globalOptions
  if (topic === 'commands') return table(Object.entries(commands).map(([name, entry]) => [name, entry.summary]))
  const found = findCommand(topic)
  if (!found) throw unknownCommand(topic)
  const flags = newFlagSet()
  const command = await found.entry.load()
  command(flags)
  return commandHelp(found.name, flags.help())
}
