/** The hook tools in memory. There are those that the runtime uses, in two tables: tools that read, and tools that write. */
import type { HookTools } from '@charm-layers/charm/ports'
import { type About, type Juju, no, ok } from './juju.ts'
import { reads } from './read-tools.ts'
import type { State } from './state.ts'
import { writes } from './write-tools.ts'
import { nothingWritten, relationId, type Written } from './written.ts'

/** Makes the hook tools of one hook, and the record of what the hook writes. */
export function memoryJuju(state: State, about: About): { readonly tools: HookTools; readonly written: Written } {
  const written = nothingWritten(state)
  const relations = new Map((state.relations ?? []).map((relation, at) => [relationId(relation, at), relation]))
  const juju: Juju = { ...about, state, written, relations, application: about.unit.split('/')[0] ?? '' }
  let calls = 0
  return {
    written,
    tools: {
      get calls() {
        return calls
      },
      close: async () => undefined,
      call: async (tool, args, stdin = '') => {
        calls += 1
        const instead = state.juju?.(tool, args)
        if (instead) return { ...ok(), ...instead }
        if (tool === 'juju-log') {
          written.log.push(args.at(-1) ?? '')
          return ok()
        }
        const words = args.filter((arg) => arg !== '--format=json')
        const read = reads[tool]
        if (read) return read(juju, words)
        const write = writes[tool]
        if (!write) return no(`bad request: unknown command: ${tool}`)
        const answer = write(juju, words, stdin)
        if (answer.code === 0) written.writes.push(tool)
        return answer
      },
    },
  }
}
