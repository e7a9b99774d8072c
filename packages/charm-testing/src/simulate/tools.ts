/** The hook tools of one hook. Juju answers those that read; one that writes can be refused, and the hook killed in front of it. */
import type { HookTools, ToolResult } from '@charm-layers/charm/ports'
import { no, ok } from '../juju.ts'
import { writes } from '../write-tools.ts'
import type { Written } from '../written.ts'
import { never, reach } from './hook-run.ts'
import { note, type Sim } from './sim.ts'
import { watchText } from './watch/secrets.ts'
import type { HookRun } from './state.ts'

const answer = (result: ToolResult): Promise<ToolResult> => Promise.resolve(result)

/** Does at once what Juju does not keep for the end of the hook: status, version, log. */
function doAtOnce(sim: Sim, { unit }: HookRun, { statuses }: Written, [tool, ...args]: readonly string[]): void {
  const shown = tool === 'status-set' ? statuses.at(-1) : undefined
  if (shown) {
    unit.status = shown
    watchText(sim, `the status of ${unit.name}`, shown.message)
    note(sim, () => `${unit.name.padEnd(14)}   shows ${shown.name}: ${shown.message}`)
  } else if (tool === 'juju-log') {
    watchText(sim, `the log of ${unit.name}`, args.at(-1) ?? '')
    note(sim, () => `${unit.name.padEnd(14)}   ${args.at(-1) ?? ''}`)
  }
}

/** Makes the tools of one hook. */
export function toolsFor(sim: Sim, run: HookRun, tools: HookTools, written: Written): HookTools {
  const { unit } = run
  return {
    get calls() {
      return tools.calls
    },
    close: () => tools.close(),
    call: (tool, args, stdin) => {
      if (run.isDead) return never()
      if (run.isCut) return answer(no('connection is shut down'))
      if (tool === 'is-leader') return answer(ok(`${unit.app.leader === unit}\n`))
      const isWrite = Object.hasOwn(writes, tool)
      if (!isWrite && tool !== 'juju-log') {
        if (tool === 'secret-get') track(unit, args)
        return tools.call(tool, args, stdin)
      }
      if (isWrite) {
        const way = reach(sim, run, () => `call ${tool}`)
        if (way === 'end') return never()
        if (way === 'fail') return answer(no('cannot contact the controller'))
        if (tool !== 'status-set') run.hasActed = true
        if (tool === 'relation-set' && args.includes('--app') && unit.app.leader !== unit)
          return answer(no('cannot write relation settings'))
      }
      const result = tools.call(tool, args, stdin)
      doAtOnce(sim, run, written, [tool, ...args])
      return result
    },
  }
}

/** From the first time that a unit reads a secret, Juju tells it of new revisions. */
function track({ app, seen }: HookRun['unit'], args: readonly string[]): void {
  const id = args.find((arg) => arg.startsWith('secret:'))
  for (const owner of new Set([app, ...app.relations.flatMap(({ ends }) => ends.map((end) => end.app))]))
    for (const [name, { facts }] of owner.secrets) if (name === id) seen.set(name, facts.revision)
}
