/** What pacemaker is to hold, in the language of crm. */
import type { RequestBag, Texts } from '@charm-layers/interface-hacluster'

const line = (kind: string, of: Texts, rest: (name: string, text: string) => string = (_, text) => text): readonly string[] =>
  Object.entries(of).map(([name, text]) => `${kind} ${name} ${rest(name, text)}`.trim())

/** The objects in an order in which none names another that is not there yet. */
const objects = (asked: RequestBag): readonly string[] => [
  ...line('primitive', asked.resources, (name, agent) => `${agent} ${asked.resourceParams[name] ?? ''}`),
  ...line('group', asked.groups),
  ...line('ms', asked.ms),
  ...line('clone', asked.clones),
  ...line('order', asked.orders),
  ...line('colocation', asked.colocations),
  ...line('location', asked.locations),
]

/** Gives the names of all objects that are asked for. */
export const namesOf = ({ resources, groups, ms, clones, orders, colocations, locations }: RequestBag): readonly string[] =>
  [resources, groups, ms, clones, orders, colocations, locations].flatMap((kind) => Object.keys(kind))

/** Gives the text for `crm configure load update`: upstream's settings of the cluster, and what the principal asks for. */
export const crmText = (asked: RequestBag | undefined, noQuorumPolicy: string): string =>
  [
    `property stonith-enabled=false no-quorum-policy=${noQuorumPolicy} cluster-recheck-interval=60s`,
    'rsc_defaults rsc-options: resource-stickiness=100 failure-timeout=180',
    ...(asked ? objects(asked) : []),
    '',
  ].join('\n')

/** Gives the services that pacemaker runs by their init scripts. */
export const initScripts = ({ resources }: RequestBag): readonly string[] => [
  ...new Set(Object.values(resources).flatMap((agent) => (agent.startsWith('lsb:') ? [agent.slice(4)] : []))),
]
