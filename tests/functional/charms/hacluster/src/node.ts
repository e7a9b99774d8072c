/** A unit that is a node of the cluster: what runs here, and what pacemaker is shown. */
import { type Answer, type Context, command, type Desired, type Secret, service, status, waiting, when } from '@charm-layers/charm'
import type { RequestBag } from '@charm-layers/interface-hacluster'
import { keyFile, nodesFile } from './corosync.ts'
import type { OwnNode } from './hanode.ts'
import { configure } from './leader.ts'
import { type Look, parseLook } from './look.ts'
import { isSafe, type Member } from './members.ts'
import { initScripts } from './pacemaker.ts'
import { lookPath } from './scripts.ts'
import { nodeStatuses, policies } from './statuses.ts'

/** The parts of the context that a node needs. */
type Known = Pick<Context, 'fact' | 'identity' | 'leader' | 'probe'>

/** What the node should be. */
export interface Wanted {
  readonly key: Answer<Secret>
  readonly members: readonly Member[]
  /** How many of the other members have said that their corosync runs. */
  readonly others: number
  /** Whether the others can know already what this unit has to tell. */
  readonly isTold: boolean
  readonly asked: RequestBag | undefined
  readonly policy: string
  readonly tell: (more: Partial<OwnNode>) => Desired
  /** Answers the principals. */
  readonly answer: () => Desired
}

/** Asks corosync and pacemaker; waits, as long as said, until pacemaker can work and what is configured of the resources runs. */
export const lookAt = ({ probe }: Known, name: string, seconds = 0, resources: readonly string[] = []): Answer<string> =>
  probe(name, ['python3', lookPath, String(seconds), ...resources])

/**
 * Tells whether a running corosync may read this list: it must not lose its quorum by it. One that has none has nothing to lose, but must
 * not win it alone either, as one of two.
 */
const mayRead = ({ votes, quorum, listed }: Look, members: readonly Member[]): boolean =>
  votes === undefined ||
  (members.length === listed.length && members.every(({ id }) => listed.includes(id))) ||
  (!quorum && members.length !== 2) ||
  isSafe(members.length, votes, listed.length)

/** Gives the steps of the leader, and of every node once pacemaker runs. `found` is what was seen right before. */
const withPacemaker = (known: Known, found: Look, wanted: Wanted, nodes: readonly number[]): Desired => {
  const { asked, policy, members } = wanted
  const mayConfigure = known.leader && found.quorate && policies.includes(policy)
  const commands = mayConfigure ? configure(found, { asked, policy, members, shown: known.fact('shown') }) : []
  const resources = Object.keys(asked?.resources ?? {})
  const last = commands.length > 0 ? lookAt(known, 'pacemaker once it is configured', 30, resources) : undefined
  const end = last?.state === 'ready' ? parseLook(last.data) : found
  return [
    (asked ? initScripts(asked) : [])
      .filter((name) => found.boots.includes(name))
      .map((name) => command(`take ${name} from the init system`, ['update-rc.d', '-f', name, 'remove'])),
    commands,
    last?.steps,
    wanted.tell({ member: end.votes !== undefined, nodes }),
    end.quorate && wanted.answer(),
    nodeStatuses(end, resources).map((one) => status(one)),
  ]
}

/**
 * Gives how many seconds pacemaker is worth waiting for. It takes 20 to find out that nobody decides yet, and some to start what should
 * run here after a boot. While nodes are missing the hook has to end first when it has something to tell: others may be waiting for that.
 */
const patience = ({ votes, listed, pacemaker, quorate }: Look, { members, others, isTold }: Wanted): number => {
  if (quorate) return 20
  const hasVotes = votes !== undefined && votes > listed.length / 2
  return hasVotes || isTold || (!pacemaker && others + 1 > members.length / 2) ? 40 : 0
}

/** Gives the steps of a node: its corosync and its pacemaker, and what they hold. `look` is what was seen when the hook began. */
export const runNode = (known: Known, look: Look, wanted: Wanted): Desired => {
  const isRead = mayRead(look, wanted.members)
  const nodes = isRead ? wanted.members.map(({ id }) => id) : look.listed
  const resources = Object.keys(wanted.asked?.resources ?? {})
  return when(wanted.key, (key) => {
    const isCalm = look.quorate && resources.every((name) => look.running.includes(name) || !look.ids.includes(name))
    const started = isCalm ? undefined : lookAt(known, 'pacemaker once it runs', patience(look, wanted), resources)
    const found = started === undefined ? look : started.state === 'ready' ? parseLook(started.data) : undefined
    return [
      keyFile(key),
      isRead
        ? nodesFile(known.identity, wanted.members)
        : status(waiting('Waiting for more nodes: those that are here would lose their quorum')),
      service('corosync'),
      service('pacemaker'),
      started?.steps,
      found && withPacemaker(known, found, wanted, nodes),
    ]
  })
}
