import { commands } from './command-table.ts'
import type { Program } from './program.ts'

/** The command `juju`. */
export const juju: Program = {
  name: 'juju',
  summary: 'Runs packed charms without Juju, in systemd machines of this host.',
  basics: `local-juju runs packed charms without Juju, in systemd machines of this host, for trying and testing. Its commands are a subset of juju's.

See "juju help commands" for the list of commands, and "juju help <command>" for one of them.

    juju deploy ./hello.charm        deploy a packed charm
    juju integrate hello database    relate two applications
    juju status                      show what is there
    juju debug-log                   show what the units did
    juju local --help                cut a machine's power or network
    juju destroy-model default       remove it all
`,
  commands,
  unknown: async (word) => (await import('./unknown-command.ts')).unknownCommand(word),
  runOther: async (word, words, io) => (await import('./plugin.ts')).runPlugin(word, words, io),
}
