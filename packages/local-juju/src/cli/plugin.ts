// `juju-<word>` on the path is a command of its own, as with Juju.
import { spawn } from 'node:child_process'
import type { Io } from './command.ts'
import { unknownCommand } from './unknown-command.ts'

const flagValue = (words: readonly string[], names: readonly string[]): string | undefined => {
  for (const [at, word] of words.entries()) {
    if (names.includes(word)) return words[at + 1]
    const name = names.find((candidate) => candidate.startsWith('--') && word.startsWith(`${candidate}=`))
    if (name !== undefined) return word.slice(name.length + 1)
  }
  return undefined
}

/** Runs the plugin with all the words and returns its exit code; if there is none, the word is an unknown command. */
export const runPlugin = async (word: string, words: readonly string[], io: Io): Promise<number> => {
  const model = flagValue(words, ['-m', '--model'])
  const controller = flagValue(words, ['-c', '--controller'])
  const env = { ...io.env, ...(model && { JUJU_MODEL: model }), ...(controller && { JUJU_CONTROLLER: controller }) }
  return await new Promise((resolve, reject) => {
    const child = spawn(`juju-${word}`, words, { env, cwd: io.cwd, stdio: 'inherit' })
    child.on('error', () => void unknownCommand(word).then(reject, reject))
    child.on('exit', (code) => resolve(code ?? 1))
  })
}
