/** The four statuses that a charm may set, from best to worst (Juju: status-set). */
export const statusNames = ['active', 'maintenance', 'waiting', 'blocked'] as const
export type StatusName = (typeof statusNames)[number]

/** A workload status: what the operator reads in `juju status`. */
export interface Status {
  readonly name: StatusName
  readonly message: string
}

/** Makes the status of a unit that does its work. */
export const active = (message = 'Unit is ready'): Status => ({ name: 'active', message })
/** Makes the status of a unit that the charm is working on. */
export const maintenance = (message: string): Status => ({ name: 'maintenance', message })
/** Makes the status of a unit that waits for something which comes without the operator. */
export const waiting = (message: string): Status => ({ name: 'waiting', message })
/** Makes the status of a unit that needs the operator; the message says what is wrong. */
export const blocked = (message: string): Status => ({ name: 'blocked', message })

/**
 * Joins the parts of a status. The worst name wins; the message holds those of all parts that are not active, in their order, each once.
 */
export function worst(parts: readonly Status[]): Status {
  const name = parts.reduce<StatusName>((a, { name: b }) => (statusNames.indexOf(b) > statusNames.indexOf(a) ? b : a), 'active')
  const told = parts.filter((part) => (name === 'active' ? true : part.name !== 'active') && part.message !== '')
  const message = [...new Set(told.map((part) => part.message))].join(', ')
  return name === 'active' && message === '' ? active() : { name, message }
}
