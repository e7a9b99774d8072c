/** Secrets that bags and options name, each asked for as soon as its name is seen. */
import type { Databag } from '@charm-layers/relation'
import { jujuAtLeast } from '../../juju/environment.ts'
import { type HookTools, secretGet } from '../../juju/index.ts'

/** What Juju takes for the name of a secret; it refuses other text, and a hook must not fail for what somebody has put into a bag. */
const secretPattern = /^secret:(?:\/\/[0-9a-f-]{36}\/)?[0-9a-v]{19}[0g]$/

/** Reads secrets while the snapshot is taken. */
export interface SecretReader {
  /** Begins to read the secrets that are named among these texts. */
  readNamedIn(texts: readonly string[]): void
  /** Gives the contents of all that were named and can be read, by the text that named them. */
  contents(): Promise<ReadonlyMap<string, Databag>>
}

/** Reads secrets; `refresh`, because a charm that never looks again would keep an old password, `peek` where nothing may be moved. */
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
