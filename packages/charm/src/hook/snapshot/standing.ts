/** How the unit stands in its application: whether it leads, alone or not, and with which status. */
import { type HookTools, statusesGet, statusGet } from '../../juju/index.ts'
import type { Status } from '../../juju/status.ts'

/** How the unit stands in its application. */
export interface Standing {
  readonly leader: boolean
  /** Whether the application is known to have no other unit. Only the leader knows. */
  readonly alone: boolean
  /** The unit's status: of a leader it is known already. */
  readonly status: Promise<Status | undefined>
}

/** Begins to ask for the unit's status. It is awaited after other answers, and the hook may fail before. */
function begin(tools: HookTools): Promise<Status | undefined> {
  const status = statusGet(tools)
  status.catch(() => undefined)
  return status
}

/** Asks Juju by one call whether the unit leads, and for the statuses of a leader's application. A plan claims no leadership. */
export async function readStanding(tools: HookTools, unit: string, plan: boolean): Promise<Standing> {
  const statuses = plan ? undefined : await statusesGet(tools)
  if (statuses === undefined) return { leader: false, alone: false, status: begin(tools) }
  const known = statuses.has(unit)
  return { leader: true, alone: known && statuses.size === 1, status: known ? Promise.resolve(statuses.get(unit)) : begin(tools) }
}
