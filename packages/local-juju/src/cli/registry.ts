import { commands, type Entry } from './command-table.ts'

/** Finds a command by its name or one of its aliases. */
export const findCommand = (word: string): { readonly name: string; readonly entry: Entry } | undefined => {
  const name = Object.hasOwn(commands, word) ? word : Object.keys(commands).find((key) => commands[key]?.aliases?.includes(word))
  const entry = name === undefined ? undefined : commands[name]
  return name === undefined || entry === undefined ? undefined : { name, entry }
}

/** Every word that names a command. */
export const commandWords = (): readonly string[] => [
  ...Object.keys(commands),
  ...Object.values(commands).flatMap((entry) => entry.aliases ?? []),
  'help',
]
