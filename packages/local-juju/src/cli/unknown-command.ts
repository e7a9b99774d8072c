import { commands } from './command-table.ts'
import { CliError } from './errors.ts'
import { isLeftOut } from './left-out.ts'
import { nearest } from './nearest.ts'
import { commandWords } from './registry.ts'

/** Words of 2.9, and what they are called since 3.0. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['add-relation', 'integrate'],
  ['run-action', 'run'],
  ['show-action-output', 'show-operation'],
  ['show-action-status', 'operations'],
  ['upgrade-charm', 'refresh'],
])

/** Says that a word is no command: one of Juju that is not here, or with the nearest one that is. */
export const unknownCommand = async (word: string): Promise<CliError> => {
  if (isLeftOut(word)) return new CliError(`local-juju does not have Juju's command "${word}"; its README lists what is left out`)
  const hint = renamed.get(word) ?? nearest(word, await commandWords(commands))
  if (hint === undefined) return new CliError(`unrecognized command: juju ${word}`)
  return new CliError(`juju: ${JSON.stringify(word)} is not a juju command. See "juju --help".\n\nDid you mean:\n\t${hint}`)
}
