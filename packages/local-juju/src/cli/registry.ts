import type { Command } from './command.ts'
import type { CommandTable } from './program.ts'

/** Loads all commands, by name. */
export const loadCommands = (commands: CommandTable): Promise<readonly (readonly [string, Command])[]> =>
  Promise.all(Object.entries(commands).map(async ([name, load]) => [name, (await load()).command] as const))

/** Finds a command by its name or one of its aliases. The others are read only for a word that is no name. */
export const findCommand = async (commands: CommandTable, word: string): Promise<Command | undefined> => {
  const load = Object.hasOwn(commands, word) ? commands[word] : undefined
  if (load) return (await load()).command
  return (await loadCommands(commands)).find(([, { aliases }]) => aliases?.includes(word))?.[1]
}

/** Every word that names a command. */
export const commandWords = async (commands: CommandTable): Promise<readonly string[]> => {
  const all = await loadCommands(commands)
  return [...all.map(([name]) => name), ...all.flatMap(([, { aliases }]) => aliases ?? []), 'help']
}
