/** What the unit says of itself, in the words of charm-hacluster. */
import { active, blocked, type Status, waiting } from '@charm-layers/charm'
import type { Look } from './look.ts'

/** What charm-hacluster says when its option has a value that pacemaker does not know. */
export const policyProblem: Status = blocked('Invalid no_quorum_policy specified')
/** What pacemaker knows to do in a part of the cluster without quorum. */
export const policies: readonly string[] = ['ignore', 'freeze', 'stop', 'suicide']

/** Says that there are fewer units than the option `cluster_count`. */
export const tooFew = (enough: number): Status => blocked(`Insufficient peer units for ha cluster (require ${enough})`)

/** Says what a node lacks, or that it lacks nothing. */
export const nodeStatuses = (look: Look, resources: readonly string[]): readonly Status[] => {
  if (!look.pacemaker) return [blocked('Pacemaker is down')]
  if (!look.quorate) return [waiting(`No quorum: ${look.votes ?? 0} of ${look.listed.length} nodes are here`)]
  const problems = resources.flatMap((name) => {
    if (!look.ids.includes(name)) return [waiting(`Resource: ${name} not yet configured`)]
    return look.running.includes(name) ? [] : [blocked(`Resource: ${name} not running`)]
  })
  return problems.length > 0 ? problems : [active('Unit is ready and clustered')]
}
