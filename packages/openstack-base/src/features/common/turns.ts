/**
 * Restarts by turns: units hear of a change at the same moment, and one after the other restarts, so that clients always find one that
 * serves. A unit asks in its databag of the peer relation, the leader grants in the application's (docs/decisions/0008-restart-by-turns.md).
 */
import {
  active,
  blocked,
  type Context,
  type Desired,
  type DrainedStep,
  drained,
  fact,
  holdRestarts,
  type Peers,
  status,
} from '@charm-layers/charm'
import { type OwnUnit, type Peer, type Peers as Told, type UnitState, unitStateIn } from '@charm-layers/interface-openstack-ha'
import { byUnit } from '@charm-layers/relation/wire'

/** The key by which a unit asks for its turn. Its value tells one time that it asks from the next. */
const wishKey = 'restart-asked'
/** The fact by which the leader grants: the unit, the value of its key, and when that was. */
const factName = 'restart-turn'
/** How many milliseconds a unit may take to restart and to serve again, before the leader calls for help. */
const patience = 600_000

interface Turn {
  readonly unit: string
  readonly wish: string
  /** When it was granted: milliseconds since 1970. */
  readonly granted: number
}

const print = ({ unit, wish, granted }: Turn): string => `${unit} ${wish} ${granted}`

function parse(text: string | undefined): Turn | undefined {
  const [, unit, wish, granted] = /^(\S+) (\S+) (\d+)$/.exec(text ?? '') ?? []
  return unit === undefined || wish === undefined ? undefined : { unit, wish, granted: Number(granted) }
}

/** The peer relation, as the charm's function sees it. */
type Cluster = Peers<OwnUnit, Told>

// The cast is safe: the feature that every charm has brings this endpoint.
const clusterOf = ({ relations }: Context): Cluster => (relations as { readonly cluster: Cluster }).cluster

const toldBy = ({ told }: Cluster): ReadonlyMap<string, Peer> => (told.state === 'ready' ? told.data.units : new Map())

const wishOf = (peer: Peer | undefined): string => peer?.settings?.[wishKey]?.reveal() ?? ''

/** Tells whether another unit serves, so that clients can do without this one. */
const isOtherReady = (cluster: Cluster): boolean => [...toldBy(cluster).values()].some(({ unitState }) => unitState === 'READY')

/**
 * Gives the step that leads clients away from a service around its restart, where another unit serves them meanwhile. Where none does, they
 * are better off with requests that wait than with a service that turns them away.
 */
export const ledAway = (context: Context, service: string, how: Omit<DrainedStep, 'kind' | 'service'>): Desired =>
  isOtherReady(clusterOf(context)) && drained(service, how)

/** Gives whose turn it is: that of the same unit while it still asks, else that of the first one in line. Empty when nobody asks. */
function nextTurn(turn: Turn | undefined, wishes: ReadonlyMap<string, string>, now: () => number): string {
  if (turn && wishes.get(turn.unit) === turn.wish) return print(turn)
  const [first] = [...wishes].filter(([, wish]) => wish !== '').sort(([a], [b]) => byUnit(a, b))
  return first ? print({ unit: first[0], wish: first[1], granted: now() }) : ''
}

/** Says why a unit that has its turn has not given it back; undefined while it may still be at it. */
function whyStuck({ unit, granted }: Turn, { unitState }: Peer, now: number): string | undefined {
  const command = `mend it, or juju remove-unit --force ${unit}`
  if (unitState === 'NOTREADY') return `Restarts stop at ${unit}, which does not serve again: ${command}`
  if (now - granted < patience) return undefined
  return `Restarts wait for ${unit} since ${new Date(granted).toISOString().slice(11, 16)} UTC: ${command}`
}

/** What a unit does about turns. */
export interface Turns {
  /** Steps of every hook. */
  readonly publish: Desired
  /** Gives steps for a unit whose services may run. */
  readonly start: () => Desired
  /** Gives steps for a unit whose services run. */
  readonly finish: () => Desired
}

/** Gives what to do about turns, and tells the peers of this unit: `own` is all that it tells beside, and `serving` once its services run. */
export function turns(context: Context, cluster: Cluster, own: OwnUnit, serving: OwnUnit): Turns {
  const { leader, heldRestarts } = context
  const me = context.identity.unit
  const peers = toldBy(cluster)
  const asked = cluster.own[wishKey] ?? ''
  const turn = parse(context.fact(factName))
  const isMine = turn?.unit === me && turn.wish === asked
  const holder = turn && peers.get(turn.unit)
  const isOthers = turn !== undefined && wishOf(holder) === turn.wish
  // A unit that has its turn and does not serve again keeps the others from restarting, though it is not ready.
  const holds = !isMine && (isOthers || isOtherReady(cluster))
  const tell = (unitState: UnitState, wish: string, all = own): Desired =>
    cluster.tell({ ...all, unitState, settings: { [wishKey]: wish } })
  const wishes = new Map([...peers].map(([unit, peer]) => [unit, wishOf(peer)] as const))
  const grant = (wish: string): Desired =>
    leader &&
    fact(
      factName,
      nextTurn(turn, new Map([...wishes, [me, wish]]), () => context.now),
    )
  const why = leader && turn && holder && isOthers ? whyStuck(turn, holder, context.now) : undefined
  const waits = heldRestarts.length > 0
  const wish = waits ? asked || String(context.now) : ''
  const before = isOthers ? `: ${turn.unit} ${holder?.unitState === 'NOTREADY' ? 'does not serve after its restart' : 'restarts now'}` : ''
  return {
    publish: [
      holds && holdRestarts(),
      // A unit that cannot be configured restarts nothing, so it asks for nothing.
      tell(unitStateIn(cluster.own, me) === 'READY' ? 'READY' : 'NOTREADY', ''),
      grant(''),
      why !== undefined && status(blocked(why)),
    ],
    start: () => [tell('NOTREADY', asked), grant(asked)],
    finish: () => [
      tell('READY', wish, serving),
      grant(wish),
      waits && status(active(`Unit is ready, waits for its turn to restart${before}`)),
    ],
  }
}
