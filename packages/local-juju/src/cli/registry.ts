import type { Command } from './command.ts'
import { commands } from './command-table.ts'

/** Loads all commands, by name. */
export const loadCommands = (): Promise<readonly (readonly [string, Command])[]> =>
  Promise.all(Object.entries(commands).map(async ([name, load]) => [name, (await load()).command] as const))

/** Finds a command by its name or one of its aliases. The others are read only for a word that is no name. */
export const findCommand = async (word: string): Promise<Command | undefined> => {
  const load = Object.hasOwn(commands, word) ? commands[word] : undefined
  if (load) return (await load()).command
  return (await loadCommands()).find(([, { aliases }]) => aliases?.includes(word))?.[1]
}

/** Every word that names a command. */
export const commandWords = async (): Promise<readonly string[]> => {
  const all = await loadCommands()
  return [...all.map(([name]) => name), ...all.flatMap(([, { aliases }]) => aliases ?? []), 'help']
}
