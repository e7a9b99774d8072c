/** Secrets that bags and options name, each asked for as soon as its name is seen. */
import { jujuAtLeast } from '../event.ts'
import type { HookTools } from '../juju/index.ts'
import { ask, textRecord } from '../reading.ts'
import type { Databag } from '@charm-layers/relation'

/** What Juju takes for the name of a secret; it refuses other text, and a hook must not fail for what somebody has put into a bag. */
const secretPattern = /^secret:(?:\/\/[0-9a-f-]{36}\/)?[0-9a-v]{19}[0g]$/

export interface SecretReader {
  /** Asks for the secrets that are named among these texts. */
  want(texts: readonly string[]): void
  /** Gives the contents of all that were asked for and can be read, by the text that named them. */
  contents(): Promise<Map<string, Databag>>
}

/** Reads secrets; with `--refresh`, because a charm that never looks again would keep an old password. `peek` moves nothing. */
export function readSecrets(tools: HookTools, jujuVersion: string, peek: boolean): SecretReader {
  const asked = new Map<string, Promise<unknown>>()
  const hasSecrets = jujuAtLeast(jujuVersion, '3.0.3')
  return {
    want: (texts) => {
      if (!hasSecrets) return
      for (const text of texts)
        if (secretPattern.test(text) && !asked.has(text)) asked.set(text, ask(tools, 'secret-get', text, peek ? '--peek' : '--refresh'))
    },
    contents: async () => {
      const answers = await Promise.all([...asked].map(async ([text, answer]) => [text, await answer] as const))
      return new Map(answers.flatMap(([text, content]) => (content === undefined ? [] : [[text, textRecord(content)]])))
    },
  }
}
