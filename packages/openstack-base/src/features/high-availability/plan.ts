/**
 * How a unit goes from plain HTTP to TLS and back while clients use it: which protocols it answers, by which it calls the others, and which URLs
 * may stand in the catalogue (docs/decisions/0009-tls-by-haproxy.md). Everything follows from what the units have told one another.
 */
import { isIP } from 'node:net'
import type { Encrypted, Peers, Scheme } from '@charm-layers/interface-openstack-ha'
import { parseLabel } from '@charm-layers/relation/wire'
import type { TlsState } from '../tls/state.ts'
import type { Answers } from './encryption.ts'

/** What is known at the start of a hook. */
export interface Known {
  readonly tls: TlsState
  /** What this unit has told so far. */
  readonly own: Encrypted
  readonly peers: Peers['units']
  /** The scheme of the URLs that the leader has recorded; undefined while there are none. */
  readonly recorded: Scheme | undefined
}

/** What a unit does about plain HTTP and TLS in one hook. */
export interface Plan {
  /** What it answers; undefined when it has nothing to answer with. */
  readonly answers: Answers | undefined
  /** Gives how it calls another unit; undefined when it does not. */
  readonly calls: (unit: string) => { readonly by: 'http' } | { readonly by: 'https'; readonly name: string } | undefined
  /** The scheme of the URLs to register. */
  readonly registered: Scheme
  /** The scheme that the leader records once this unit serves, and the units for which it waits with another one. */
  readonly next: { readonly scheme: Scheme; readonly waitsFor: readonly string[] }
  /** The scheme that this unit has yet to see in the catalogue. */
  readonly looksFor: Scheme | undefined
  /** What the unit tells while its services do not run. */
  readonly before: Encrypted
  /** Gives what the unit tells once its services run: whether it sees in the catalogue now what it looks for. */
  readonly after: (sees: boolean) => Encrypted
}

/** Gives a name in the default certificate by which the others can know it: HAProxy compares names of hosts, and no addresses. */
function nameIn({ certificates: [first] }: TlsState): string | undefined {
  const all = first === undefined ? [] : [first.name, ...first.names]
  const fit = all.filter((name) => parseLabel(name) !== undefined)
  return fit.find((name) => isIP(name) === 0) ?? fit[0]
}

const told = (name: string | undefined, only: boolean, seen: Scheme | undefined): Encrypted => ({
  ...(name === undefined ? {} : { name }),
  ...(only ? { only } : {}),
  ...(seen === undefined ? {} : { seen }),
})

/** Gives what a unit answers. It gives up a protocol once every unit has seen the catalogue without it, and calls the others by the other one. */
function answersOf({ tls, own, recorded }: Known, name: string | undefined, others: readonly Encrypted[]): Answers | undefined {
  const haveSeen = (scheme: Scheme): boolean => recorded === scheme && [own, ...others].every(({ seen }) => seen === scheme)
  if (tls.state === 'off') return own.name === undefined || recorded === undefined || haveSeen('http') ? 'http' : 'both'
  // A unit that has come to others with TLS has nothing to answer with before it has a certificate.
  if (name === undefined) return recorded === 'https' ? undefined : 'http'
  const isAlone = own.only === true && recorded === 'https'
  return isAlone || (own.name !== undefined && haveSeen('https')) ? 'https' : 'both'
}

/**
 * Gives what the leader records. Other URLs stand in the catalogue once all units answer them, and none is about to answer them no more: a unit that has
 * seen the former ones might.
 */
function nextOf({ tls, own, peers, recorded = 'http' }: Known, name: string | undefined): Plan['next'] {
  const target = tls.state === 'off' ? 'http' : tls.state === 'ready' && name !== undefined ? 'https' : recorded
  if (target === recorded) return { scheme: recorded, waitsFor: [] }
  const isReady = ({ name: its, only, seen }: Encrypted): boolean => seen !== recorded && (target === 'https' ? its !== undefined : !only)
  const waitsFor = [...peers].flatMap(([unit, { encrypted = {} }]) => (isReady(encrypted) ? [] : [unit]))
  return { scheme: waitsFor.length > 0 || own.seen === recorded ? recorded : target, waitsFor }
}

/** Gives how a unit calls the others. As long as the others may count on what it has told, it does so. */
const callsOf =
  ({ own, peers }: Known, answers: Answers | undefined, wanted: Scheme): Plan['calls'] =>
  (unit) => {
    const { name, only = false } = peers.get(unit)?.encrypted ?? {}
    const byHttps = name !== undefined && answers !== 'http' && answers !== undefined ? ({ by: 'https', name } as const) : undefined
    const byHttp = only || answers === 'https' ? undefined : ({ by: 'http' } as const)
    return (own.seen ?? wanted) === 'https' ? (byHttps ?? byHttp) : (byHttp ?? byHttps)
  }

/** Gives what a unit does about plain HTTP and TLS in this hook. */
export function planOf(known: Known): Plan {
  const { tls, own, peers, recorded } = known
  const others = [...peers.values()].map(({ encrypted = {} }) => encrypted)
  const name = tls.state === 'off' ? own.name : (nameIn(tls) ?? own.name)
  const answers = answersOf(known, name, others)
  const isHttps = answers === 'both' || answers === 'https'
  const isAnywhere = isHttps || others.some((other) => other.name !== undefined)
  const wanted = isHttps && tls.state !== 'off' ? 'https' : 'http'
  const calls = callsOf(known, answers, wanted)
  const callsAll = [...peers.keys()].every((unit) => calls(unit)?.by === wanted)
  const seen = own.seen === recorded && own.seen === wanted && callsAll ? own.seen : undefined
  return {
    answers,
    calls,
    registered: recorded ?? 'http',
    next: nextOf(known, name),
    looksFor: isAnywhere && callsAll && wanted === recorded && seen === undefined ? recorded : undefined,
    before: told(own.name, own.only === true, seen),
    after: (sees) =>
      told(isHttps ? name : undefined, answers === 'https', isAnywhere ? (seen ?? (sees ? recorded : undefined)) : undefined),
  }
}
