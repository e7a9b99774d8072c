/** The part of the host in memory that is systemd. */
import type { Host, Outcome, ServiceOnHost, ServiceVerb } from '@charm-layers/charm/ports'
import type { ServiceState } from '../state.ts'
import { badly, contentsOf, type Parts, well } from './parts.ts'

const stopped: ServiceState = { active: false, enabled: false, masked: false, since: 0, substate: 'dead' }

/** Gives the times of a service that dies every three seconds, and that systemd starts again each time. */
const flapping = (now: number) => ({ restarts: Math.floor(now / 3000), since: now - 1000, age: 1000 })

/** Changes what is known of a service. */
export const change = ({ services, starts, clock }: Parts, name: string, to: Partial<ServiceState>): void => {
  if (to.since !== undefined) starts.set(name, clock.monotonic())
  services.set(name, { ...(services.get(name) ?? stopped), ...to })
}

/** Starts a service; a service in `failing` fails. */
export function start(parts: Parts, name: string): void {
  const fails = name in (parts.state.failing ?? {})
  change(parts, name, { active: !fails, since: parts.clock.now(), restarts: 0, substate: fails ? 'failed' : 'running' })
}

const isKnown = (parts: Parts, name: string): boolean =>
  parts.services.get(name)?.substate === 'exited' ||
  [...parts.packages.keys()].some((of) => {
    const has = contentsOf(parts, of)
    return has !== false && (has.services ?? []).includes(name)
  })

function manageOne(parts: Parts, verb: ServiceVerb, name: string): Outcome {
  const { services, did, clock } = parts
  switch (verb) {
    case 'mask':
      change(parts, name, { masked: true, active: false, substate: 'dead' })
      return well
    case 'unmask':
      change(parts, name, { masked: false })
      return well
    case 'stop':
      change(parts, name, { active: false, substate: 'dead' })
      return well
    default:
  }
  if (services.get(name)?.masked) return badly(`Failed to ${verb} ${name}.service: Unit ${name}.service is masked.`)
  if (!isKnown(parts, name)) return badly(`Unit ${name}.service not found.`, 5)
  if (verb === 'enable') change(parts, name, { enabled: true })
  else if (verb === 'reload') {
    change(parts, name, { reloaded: clock.now() })
    did.reloaded.push(name)
  } else {
    start(parts, name)
    did[verb === 'start' ? 'started' : 'restarted'].push(name)
  }
  return well
}

function lookAt(parts: Parts, name: string): ServiceOnHost {
  const { services, starts, state, clock } = parts
  const found = services.get(name) ?? stopped
  return {
    description: '',
    restarts: 0,
    age: found.since === 0 ? 0 : clock.monotonic() - (starts.get(name) ?? 0),
    ...found,
    ...((state.flapping ?? []).includes(name) ? flapping(clock.now()) : {}),
    known: isKnown(parts, name) || services.has(name),
    result: found.active ? '' : (state.failing?.[name] ?? ''),
  }
}

/** Makes the part of the host that has services and ports. */
export const memoryServices = (parts: Parts): Pick<Host, 'services' | 'lastReload' | 'manage' | 'isListening' | 'connections'> => ({
  services: async (names) => new Map(names.map((name) => [name, lookAt(parts, name)])),
  lastReload: async (name) => parts.services.get(name)?.reloaded ?? 0,
  manage: async (verb, names) => names.map((name) => manageOne(parts, verb, name)).find(({ code }) => code !== 0) ?? well,
  isListening: (port, protocol) => !(parts.state.silent ?? []).includes(`${port}/${protocol}`),
  connections: (port) => ((parts.state.requests?.[port] ?? 0) > parts.clock.monotonic() - parts.began ? 1 : 0),
})
