/** Programs on a simulated machine. They take time, outlive the hook that has started them, and end when the power goes. */
import type { Command, Outcome } from '@charm-layers/charm/ports'
import { badly, well } from '../memory-host/parts.ts'
import { change } from '../memory-host/services.ts'
import { never } from './hook-run.ts'
import { draw, note, type Sim, violate } from './sim.ts'
import { endOnce, watchOnce } from './watch/services.ts'
import type { HookRun } from './state.ts'

const optionOf = (argv: readonly string[], name: string): string | undefined =>
  argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(`--${name}=`.length)

/** Starts a program, and calls `ended` with its outcome. */
function start(sim: Sim, { unit, hook }: HookRun, command: Command, ended: (outcome: Outcome) => void): void {
  const { machine, app } = unit
  const place = { world: sim.world, unit: unit.name, address: machine.address }
  const key = app.of.once?.(command, place)
  const again = key === undefined ? undefined : watchOnce(sim, key)
  if (again !== undefined) violate(sim, 'once in a model', `${unit.name}, ${hook.name}: ${again}`)
  const work = app.of.commands?.(command, place) ?? {}
  const { takes = draw(sim, machine.random, 20, 300), ends, breaks, ...outcome } = work
  const limit = (command.seconds ?? 1800) * 1000
  const stop = (): void => {
    if (key !== undefined) endOnce(sim, key, false)
    breaks?.()
  }
  if (key !== undefined) note(sim, () => `${unit.name.padEnd(14)} begins ${key}, for ${(takes / 1000).toFixed(1)} s`)
  machine.processes.add(stop)
  sim.timeline.after(Math.min(takes, limit), () => {
    if (!machine.processes.delete(stop)) return
    if (takes > limit) {
      stop()
      ended(badly('took too long', 124))
      return
    }
    const end = { ...well, ...outcome, ...ends?.() }
    if (key !== undefined) endOnce(sim, key, end.code === 0)
    ended(end)
  })
}

/** Starts a transient unit of systemd. */
function runTransient(sim: Sim, run: HookRun, argv: readonly string[]): void {
  const { parts } = run.unit.machine
  const name = optionOf(argv, 'unit') ?? ''
  const user = optionOf(argv, 'uid')
  const command = { argv: argv.slice(argv.indexOf('--') + 1), ...(user === undefined ? {} : { user }) }
  parts.services.delete(name)
  change(parts, name, { description: optionOf(argv, 'description') ?? name, since: parts.clock.now(), substate: 'start' })
  start(sim, run, command, ({ code }) => change(parts, name, { active: code === 0, substate: code === 0 ? 'exited' : 'failed' }))
}

/** Gives what `systemctl show --property=ActiveState` says. */
function activeState({ unit }: HookRun, name: string): string {
  const found = unit.machine.parts.services.get(name.replace(/\.service$/, ''))
  if (!found) return 'inactive'
  if (found.substate === 'start') return 'activating'
  return found.active ? 'active' : found.substate === 'failed' ? 'failed' : 'inactive'
}

/** Runs a command for a hook, which waits for it. */
export function runCommand(sim: Sim, run: HookRun, command: Command): Promise<Outcome> {
  const { host, random } = run.unit.machine
  const { argv } = command
  const program = argv[0]?.split('/').at(-1)
  const soon = (outcome: Outcome): Promise<Outcome> => spend(sim, run, draw(sim, random, 5, 60), () => outcome)
  if (program === 'systemd-run') {
    runTransient(sim, run, argv)
    return soon(well)
  }
  if (program === 'systemctl' && argv.includes('--property=ActiveState'))
    return soon({ ...well, stdout: `${activeState(run, argv.at(-1) ?? '')}\n` })
  if (program === 'systemctl' || program === 'journalctl') return host.run({ ...command, argv: [program, ...argv.slice(1)] })
  return new Promise((resolve) => {
    start(sim, run, command, (outcome) => {
      if (!run.isDead) resolve(outcome)
    })
  })
}

/** Lets time pass for a hook; then does `act`, though the hook may have been killed, unless the machine has lost power. */
export function spend<Value>(sim: Sim, run: HookRun, milliseconds: number, act: () => Value | Promise<Value>): Promise<Value> {
  const { machine } = run.unit
  const { boot } = machine
  if (run.isDead) return never()
  return new Promise((resolve) => {
    sim.timeline.after(milliseconds, () => {
      if (machine.boot !== boot) return
      const value = act()
      if (!run.isDead) resolve(value)
    })
  })
}
