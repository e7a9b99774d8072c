import { CliError } from './errors.ts'
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

/** Says that a word is no command, with the nearest one that is. */
export const unknownCommand = async (word: string): Promise<CliError> => {
  const hint = renamed.get(word) ?? nearest(word, await commandWords())
  if (hint === undefined) return new CliError(`unrecognized command: juju ${word}`)
  return new CliError(`juju: ${JSON.stringify(word)} is not a juju command. See "juju --help".\n\nDid you mean:\n\t${hint}`)
}
