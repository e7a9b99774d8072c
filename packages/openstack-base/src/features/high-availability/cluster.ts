/** What a unit and hacluster have agreed on: whether there is a cluster, and what it is asked for. */
import { type Answer, blocked, type Desired, fact, type Status, statusOf, waiting } from '@charm-layers/charm'
import type { Cluster, HaclusterRequest } from '@charm-layers/interface-hacluster'
import { membersOf, readGroups, resourcesOf, withGroup } from './resources.ts'
import { problemsOf, type Said } from './virtual.ts'

/** hacluster makes no cluster of fewer nodes unless an operator allows it. */
const fewest = 3

/** What is asked, and of whom. */
export interface Asking {
  readonly charm: string
  readonly leader: boolean
  readonly said: Omit<Said, 'isFormed'>
  /** Reads what the leader has recorded. */
  readonly recorded: (fact: string) => string | undefined
  readonly ask: (request: HaclusterRequest) => Answer<Cluster>
  /** Asks Juju how many units the application is to have. */
  readonly plannedUnits: () => Answer<number>
}

/** What is known of the cluster. */
export interface ClusterFound {
  readonly steps: Desired
  readonly statuses: readonly Status[]
  /** Whether there is a cluster that holds what it was asked for. */
  readonly isFormed: boolean
  /** Whether Pacemaker starts and stops HAProxy on this unit. */
  readonly isManaged: boolean
  /** Whether what the operator says cannot be right, so that everything stays as it is. */
  readonly isUnclear: boolean
}

/** Records a fact where it differs; the empty text takes it away. */
const noted = ({ leader, recorded }: Asking, name: string, value: string): Desired =>
  leader && (recorded(name) ?? '') !== value && fact(name, value)

const whether = 'clustered'
const groupsFact = 'ha-groups'

/** Says what a unit waits for that hacluster has not told it is in a cluster. */
function awaited(asking: Asking, answer: Answer<Cluster>): { readonly steps: Desired; readonly status: Status } {
  const told = answer.state === 'absent' ? undefined : statusOf(answer)
  const status = told ?? waiting(`'${answer.label}' incomplete: clustered`)
  if (answer.state === 'invalid' || asking.said.peers.size + 1 >= fewest) return { steps: [], status }
  const planned = asking.plannedUnits()
  if (planned.state !== 'ready' || planned.data >= fewest) return { steps: planned.steps, status }
  const { application } = asking.said
  return {
    steps: planned.steps,
    status: blocked(
      `'${answer.label}' has no cluster: hacluster makes none of ${planned.data} units unless its option cluster_count allows it; juju add-unit -n ${fewest - planned.data} ${application}`,
    ),
  }
}

/** Asks hacluster for what the operator says, or says what is wrong with it; then what was asked before stays. */
export function clusterOf(asking: Asking): ClusterFound {
  const { said, recorded } = asking
  const wasFormed = said.isRelated && recorded(whether) === 'yes'
  const problems = problemsOf({ ...said, isFormed: wasFormed })
  const statuses = problems.map(blocked)
  if (!said.isRelated)
    return {
      steps: [noted(asking, whether, ''), noted(asking, groupsFact, '')],
      statuses,
      isFormed: false,
      isManaged: false,
      isUnclear: false,
    }
  if (problems.length > 0) return { steps: [], statuses, isFormed: wasFormed, isManaged: wasFormed, isUnclear: true }
  const own = { ...said, isFormed: wasFormed }
  const groups = readGroups(recorded(groupsFact))
  const answer = asking.ask(resourcesOf(asking.charm, own, groups))
  const isReady = answer.state === 'ready'
  const waits = isReady ? undefined : awaited(asking, answer)
  return {
    steps: [
      answer.steps,
      waits?.steps,
      isReady && noted(asking, whether, 'yes'),
      answer.state !== 'invalid' && noted(asking, groupsFact, withGroup(groups, membersOf(own))),
    ],
    statuses: waits ? [waits.status] : [],
    isFormed: wasFormed || isReady,
    isManaged: isReady,
    isUnclear: answer.state === 'invalid',
  }
}
