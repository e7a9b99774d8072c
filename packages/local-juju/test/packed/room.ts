// An interface by which a subordinate gives its principal a room, and the one by which it gets into any machine.
import type { RelationView, State } from '@charm-layers/charm'

interface Room {
  readonly key: string
}

const read = ({ remoteUnits }: RelationView): State<Room> => {
  const keys = [...remoteUnits.values()].flatMap(({ key }) => (key === undefined ? [] : [key]))
  return keys.length > 0 ? { state: 'ready', data: { key: keys.join(' and ') } } : { state: 'waiting', missing: ['key'] }
}

const nothing = (): State<Record<never, never>> => ({ state: 'ready', data: {} })

export const room = {
  scope: 'container',
  requires: { interface: 'room', side: 'requires', read, write: () => ({}) },
  provides: { interface: 'room', side: 'provides', read: nothing, write: ({ key }: Room) => ({ unit: { key } }) },
} as const

export const host = {
  scope: 'container',
  requires: { interface: 'juju-info', side: 'requires', read: nothing, write: () => ({}) },
} as const
