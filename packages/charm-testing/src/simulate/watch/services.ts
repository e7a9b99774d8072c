/** Invariants: not all units restart at once, no service starts on a mixed configuration, and a unit that says active serves. */
import { type Sim, unitsOf, violate } from '../sim.ts'
import type { Bag, HookRun, MachineState, UnitState } from '../state.ts'

type Serves = UnitState['app']['serves'][number]

const isRunning = ({ parts, ready }: MachineState, { service, port }: Serves, time: number): boolean =>
  parts.services.get(service)?.active === true && (port === undefined || (ready.get(service) ?? 0) <= time)

/** Tells whether all services by which a unit serves run and listen. */
export const isServing = ({ timeline }: Sim, { app, machine }: UnitState): boolean =>
  machine.isUp && app.serves.every((one) => isRunning(machine, one, timeline.time))

/** Tells whether a unit does not serve because a hook restarts it. */
const isRestarting = ({ timeline }: Sim, { app, machine }: UnitState): boolean =>
  machine.isUp && app.serves.some((one) => machine.restarting.has(one.service) && !isRunning(machine, one, timeline.time))

/** Looks at a hook that is about to restart services: another unit has to serve meanwhile, where one could. */
export function watchRestart(sim: Sim, { unit }: HookRun, names: readonly string[]): void {
  const { of, serves } = unit.app
  if (of.restartsTogether || !serves.some(({ service }) => names.includes(service)) || !unit.served || !isServing(sim, unit)) return
  const others = unit.app.units.filter((other) => other !== unit && other.served)
  const restarting = others.filter((other) => isRestarting(sim, other))
  if (restarting.length > 0 && !others.some((other) => isServing(sim, other)))
    violate(
      sim,
      'never all at once',
      `${unit.name} restarts ${names.join(' ')} while ${restarting.map(({ name }) => name).join(' and ')} restarts`,
    )
}

/** Tells whether a text stands in a file, and is not part of a longer word. */
function holds(content: string, text: string): boolean {
  for (let at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1))
    if (!/[\w.-]/.test(content[at - 1] ?? ' ') && !/[\w-]/.test(content[at + text.length] ?? ' ')) return true
  return false
}

const inputsOf = (unit: UnitState): readonly Bag[] => [
  unit.app.settings,
  ...[...unit.known.keys()].flatMap(({ units, apps }) => [
    ...[...units].flatMap(([other, { bag }]) => (other === unit ? [] : [bag])),
    ...apps.values(),
  ]),
]

/** Looks at a hook that starts services: their files come from one state of each input. */
export function watchStart(sim: Sim, { unit }: HookRun): void {
  const changed = inputsOf(unit).flatMap(({ changes }) => changes)
  if (changed.length === 0) return
  const { written, host } = unit.machine
  const texts = [...written].map((path) => host.files.get(path)?.content ?? '')
  const isIn = (value: string): boolean => texts.some((content) => holds(content, value))
  for (const { gone, come } of changed) {
    const [old, fresh] = [gone.find(isIn), come.find(isIn)]
    if (old !== undefined && fresh !== undefined)
      violate(
        sim,
        'one state of the inputs',
        `${unit.name} starts services on files that hold '${shown(old)}' of before a change and '${shown(fresh)}' of after it`,
      )
  }
}

const shown = (value: string): string => (value.length > 24 ? `${value.slice(0, 12)}…` : value)

/** Looks at a unit after its hook. */
export function watchStatus(sim: Sim, unit: UnitState): void {
  if (unit.life === 'dead') return
  const serving = isServing(sim, unit)
  if (serving && unit.status.name === 'active') unit.served = true
  if (unit.status.name === 'active' && !serving)
    violate(sim, 'active means serving', `${unit.name} says active while its services do not serve`)
}

/** Looks whether what may happen only once happens again. `key` names it. */
export function watchOnce({ memory }: Sim, key: string): string | undefined {
  const before = memory.once.get(key) ?? { runs: 0, isDone: false }
  memory.once.set(key, { ...before, runs: before.runs + 1 })
  if (before.isDone) return `${key} runs again`
  return before.runs > 0 ? `${key} runs twice at the same time` : undefined
}

/** Notes the end of what may happen only once. */
export function endOnce({ memory }: Sim, key: string, isDone: boolean): void {
  const now = memory.once.get(key) ?? { runs: 1, isDone: false }
  memory.once.set(key, { runs: now.runs - 1, isDone: now.isDone || isDone })
}

/** Looks whether all units have come to rest as they should. Gives what has not. */
export function unsettled(
  sim: Sim,
  view: (unit: UnitState) => Parameters<NonNullable<UnitState['app']['of']['settled']>>[1],
): readonly string[] {
  return unitsOf(sim).flatMap((unit) => {
    if (!unit.machine.isUp) return []
    const { settled = ({ name }) => name === 'active' } = unit.app.of
    const isThere = unit.started && unit.queued === undefined && settled(unit.status, view(unit))
    return isThere ? [] : [`${unit.name} is ${unit.queued ? `in ${unit.queued.name}, ` : ''}${unit.status.name}: ${unit.status.message}`]
  })
}
