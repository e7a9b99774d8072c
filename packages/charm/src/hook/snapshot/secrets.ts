/** Reads the secrets whose ids stand in databags and options. Each is asked for as soon as its id is seen. */
import type { Databag } from '@charm-layers/relation'
import { jujuAtLeast } from '../../juju/environment.ts'
import { type HookTools, secretGet } from '../../juju/index.ts'

/**
 * What Juju accepts as the id of a secret. It refuses any other text, and text that somebody wrote into a databag must not make a hook
 * fail.
 */
const secretPattern = /^secret:(?:\/\/[0-9a-f-]{36}\/)?[0-9a-v]{19}[0g]$/

/** Reads secrets while the snapshot is taken. */
export interface SecretReader {
  /** Begins to read the secrets whose ids are among these texts. */
  readNamedIn(texts: readonly string[]): void
  /** Gives the contents of all secrets that could be read, by the ids as they stood in the texts. */
  contents(): Promise<ReadonlyMap<string, Databag>>
}

/**
 * Reads secrets. `refresh` gives the newest revision and makes Juju track it, so that no charm keeps an old password; `peek` gives it and
 * leaves Juju as it is, for a plan.
 */
export function readSecrets(tools: HookTools, jujuVersion: string, how: 'refresh' | 'peek'): SecretReader {
  const asked = new Map<string, Promise<Databag | undefined>>()
  const hasSecrets = jujuAtLeast(jujuVersion, '3.0.3')
  return {
    readNamedIn: (texts) => {
      if (!hasSecrets) return
      for (const text of texts) if (secretPattern.test(text) && !asked.has(text)) asked.set(text, secretGet(tools, text, how))
    },
    contents: async () => {
      const answers = await Promise.all([...asked].map(async ([text, answer]) => [text, await answer] as const))
      return new Map(answers.flatMap(([text, content]) => (content === undefined ? [] : [[text, content] as const])))
    },
  }
}
