/** The machine as one hook sees it: the host in memory, on which work takes time, can fail, and can end with the hook. */
import type { Clock, Host, Outcome, ServiceVerb } from '@charm-layers/charm/ports'
import { badly } from '../memory-host/parts.ts'
import { change } from '../memory-host/services.ts'
import { Killed, never, reach } from './hook-run.ts'
import { runCommand, spend } from './processes.ts'
import { draw, type Sim } from './sim.ts'
import { watchFile, watchText } from './watch/secrets.ts'
import { watchRestart, watchStart } from './watch/services.ts'
import type { HookRun } from './state.ts'

const stops: readonly ServiceVerb[] = ['stop', 'mask', 'restart']

/** Begins to stop services; systemd then does the rest, whatever becomes of the hook. */
function manage(sim: Sim, run: HookRun, verb: ServiceVerb, names: readonly string[]): Promise<Outcome> {
  const { machine } = run.unit
  const { parts, host, ready, random, restarting } = machine
  const starts = verb === 'start' || verb === 'restart'
  if (verb === 'restart') watchRestart(sim, run, names)
  if (stops.includes(verb))
    for (const name of names) if (parts.services.get(name)?.active) change(parts, name, { active: false, substate: 'deactivating' })
  if (starts) {
    watchStart(sim, run)
    for (const name of names) restarting.add(name)
  } else for (const name of names) restarting.delete(name)
  return spend(sim, run, verb === 'restart' ? draw(sim, random, 100, 4000) : draw(sim, random, 10, 100), () => {
    const outcome = host.manage(verb, names)
    if (starts) for (const name of names) ready.set(name, sim.timeline.time + draw(sim, random, 300, 8000))
    return outcome
  })
}

const noSpace = (): Error => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })

/** Makes the host for one hook. */
export function hostFor(sim: Sim, run: HookRun): Host {
  const { host, random, parts, ready } = run.unit.machine
  const write = (what: string): void => {
    const way = reach(sim, run, () => what)
    if (way === 'end') throw new Killed()
    if (way === 'fail') throw noSpace()
    run.hasActed = true
  }
  const work = (what: string, refused: Outcome, act: () => Promise<Outcome>): Promise<Outcome> => {
    const way = reach(sim, run, () => what)
    if (way !== 'go') return way === 'end' ? never() : Promise.resolve(refused)
    run.hasActed = true
    return act()
  }
  return {
    ...host,
    fetch: (url) =>
      work(`fetch ${url}`, badly('cannot be reached'), () => spend(sim, run, draw(sim, random, 200, 4000), () => host.fetch(url))),
    isListening: (port) => {
      const service = run.unit.app.serves.find((one) => one.port === port)?.service
      const isReady = (name: string): boolean => (ready.get(name) ?? 0) <= sim.timeline.time
      if (service !== undefined) return parts.services.get(service)?.active === true && isReady(service)
      return [...parts.services].every(([name, { active }]) => !active || isReady(name))
    },
    writeFile: (path, file) => {
      write(`write ${path}`)
      watchFile(sim, run, path, file)
      host.writeFile(path, file)
    },
    setModified: (path, time) => {
      if (run.isDead) throw new Killed()
      host.setModified(path, time)
    },
    makeDirectory: (path, as) => {
      write(`make ${path}`)
      host.makeDirectory(path, as)
    },
    removeFile: (path) => {
      if (run.isDead) throw new Killed()
      run.hasActed = true
      host.removeFile(path)
    },
    manage: (verb, names) => work(`${verb} ${names.join(' ')}`, badly('Connection timed out'), () => manage(sim, run, verb, names)),
    install: (names) =>
      work(`install ${names.join(' ')}`, badly('E: Could not get lock /var/lib/dpkg/lock-frontend', 100), () =>
        spend(sim, run, draw(sim, random, 3000, 60_000), () => host.install(names)),
      ),
    run: (command) =>
      work(`run ${command.argv[0]}`, badly('Cannot allocate memory'), () => {
        watchText(sim, `the command line of ${run.unit.name}`, command.argv.join(' '))
        return runCommand(sim, run, command)
      }),
  }
}

/** Makes the clock for one hook. To wait is a step at which the hook can be killed. */
export function clockFor(sim: Sim, run: HookRun): Clock {
  const { clock } = run.unit.machine.parts
  return {
    ...clock,
    sleep: (milliseconds) =>
      reach(sim, run, () => `wait ${milliseconds} ms`) === 'end' ? never() : spend(sim, run, milliseconds, () => undefined),
    random: (bytes) => {
      const value = clock.random(bytes)
      run.values.push(value)
      sim.memory.unstored.add(value)
      sim.memory.secrets.add(value)
      return value
    },
  }
}
