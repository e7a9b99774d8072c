/** Looks whether services run and listen on their ports, and waits for those that may still begin to. */
import type { ServiceStep } from '../../define/steps/index.ts'
import type { Host, ServiceOnHost } from '../../host/host.ts'
import { lookAtServices, type Round } from './change.ts'

/** Milliseconds from its start in which most daemons that cannot use their configuration have exited, whoever started them. */
const settling = 1500
/**
 * Milliseconds from its start in which a service may begin to listen, whoever started it: a hook, a person, systemd after a boot. A daemon
 * in Python may take ten seconds, and more on a busy machine. A reload that opens a port has as long.
 */
const patience = 60_000
const pause = 500
/**
 * A service that has run for more milliseconds than this is taken to listen, unless this hook has reloaded it, or the last hook found
 * anything wrong. To look would cost each hook milliseconds: the kernel goes through all its connections.
 */
const established = 2 * patience
/** Milliseconds in which whatever starts a watched service, such as Pacemaker, has seen that it is down and has started it again. */
const othersPatience = 15_000
/** How many milliseconds a service that systemd has started again by itself has to stay up to count as running. */
const unstable = 15_000

type Services = ReadonlyMap<string, ServiceOnHost>

interface Look {
  /** Services that do not run, each with the reason in systemd's words. */
  readonly down: readonly string[]
  /** Whether something other than this hook starts all of those. */
  readonly isOthers: boolean
  /** Whether systemd has started a service again a short while ago, so that it may fail again. */
  readonly isUnsettled: boolean
  /** Services that do not listen on all their ports, each with those ports. */
  readonly silent: readonly string[]
  /** Whether one of those may still begin to. */
  readonly isEarly: boolean
}

const isListening = (port: string, host: Host): boolean => {
  const [number, protocol] = port.split('/')
  return host.isListening(Number(number), protocol === 'udp' ? 'udp' : 'tcp')
}

/** Gives the services that should run. */
const wantedOf = ({ steps }: Round): readonly ServiceStep[] =>
  steps.filter((step): step is ServiceStep => step.kind === 'service' && (step.state === 'running' || step.state === 'watched'))

/** Gives the ports that a service listens on when it works. */
export const portsOf = (name: string, round: Round): readonly string[] =>
  wantedOf(round).flatMap((step) => (step.name === name ? step.ports : []))

/** Tells whether a service was running and listens on its ports, so that clients may use it now. */
export const listens = (name: string, round: Round): boolean =>
  round.services.get(name)?.active === true && portsOf(name, round).every((port) => isListening(port, round.host))

/** Tells whether the unit serves: all services that the charm itself runs were running and listen. */
export const serves = (round: Round): boolean => wantedOf(round).every(({ name, state }) => state === 'watched' || listens(name, round))

/**
 * Looks at services and ports once. A service that has ended since the look `before` counts as down, even when systemd calls it active
 * again.
 */
async function look(wanted: readonly ServiceStep[], services: Services, before: Services, round: Round): Promise<Look> {
  const { host, clock, reread, wasActive } = round
  const whyDown = (name: string): string | undefined => {
    const found = services.get(name)
    if (!found?.known) return 'no such unit'
    if (!found.active) return found.result || found.substate
    return found.restarts > (before.get(name)?.restarts ?? 0) ? `${found.result || 'ended by itself'}, started again` : undefined
  }
  const age = (name: string): number => services.get(name)?.age ?? 0
  const silent = wanted.flatMap(({ name, ports }) => {
    const closed = age(name) < established || reread.has(name) || !wasActive ? ports.filter((port) => !isListening(port, host)) : []
    return closed.length > 0 ? [{ name, closed }] : []
  })
  const mayBegin = async (name: string): Promise<boolean> =>
    age(name) < patience || reread.has(name) || clock.now() - (await host.lastReload(name)) < patience
  return {
    down: wanted.flatMap(({ name }) => {
      const why = whyDown(name)
      return why === undefined ? [] : [`${name} (${why})`]
    }),
    isOthers: wanted.every(({ name, state }) => state === 'watched' || whyDown(name) === undefined),
    isUnsettled: wanted.some(({ name }) => (services.get(name)?.restarts ?? 0) > 0 && age(name) < unstable),
    // The form in which the Python OpenStack charms print ports; a protocol other than TCP is added.
    silent: silent.map(({ name, closed }) => `${name}: [${closed.map((port) => port.replace('/tcp', '')).join(', ')}]`),
    isEarly: (await Promise.all(silent.map(({ name }) => mayBegin(name)))).includes(true),
  }
}

/**
 * Looks whether the services that should run do, after those that were started a moment ago, by whomever, have had time to fail or to
 * listen. Gives a message for the operator; undefined when all is well.
 */
export async function notRunning(round: Round): Promise<string | undefined> {
  const wanted = wantedOf(round)
  if (wanted.length === 0) return undefined
  const ask = (): Promise<Services> =>
    lookAtServices(
      round.host,
      wanted.map(({ name }) => name),
    )
  // For a service that this hook has started, every later start by systemd counts. For the others, only those during this look count.
  const before = new Map(
    [...round.services].map(([name, found]) => [name, round.started.has(name) ? { ...found, restarts: 0 } : found] as const),
  )
  let services = round.started.size > 0 ? await ask() : round.services
  const youngest = Math.min(...[...services.values()].flatMap(({ active, age }) => (active ? [age] : [])))
  if (youngest < settling) {
    await round.clock.sleep(settling - youngest)
    services = await ask()
  }
  let found = await look(wanted, services, before, round)
  // A service that is started again and again stays young, so the whole wait has an end as well.
  const begun = round.clock.monotonic()
  const isWorthWaiting = ({ down, isOthers, isUnsettled, isEarly }: Look): boolean =>
    down.length > 0
      ? isOthers && round.clock.monotonic() < begun + othersPatience
      : (isUnsettled || isEarly) && round.clock.monotonic() < begun + patience
  while (isWorthWaiting(found)) {
    await round.clock.sleep(pause)
    found = await look(wanted, await ask(), before, round)
  }
  if (found.down.length > 0) return `Services not running that should be: ${found.down.join(', ')}`
  return found.silent.length > 0 ? `Services with ports not open that should be: ${found.silent.join(', ')}` : undefined
}
