/** Who is a node of the cluster. The leader decides, so that all nodes have one list. */
import { parseAddress, parseJson, parseLabel } from '@charm-layers/relation/wire'

/** A node, as corosync knows it. */
export interface Member {
  readonly id: number
  readonly name: string
  readonly address: string
}

/** A unit that can be a node. */
export interface Candidate extends Member {
  readonly ready: boolean
}

/** Gives the id of a unit's node: corosync does not allow 0, and upstream counts from 1000 too. */
export const nodeId = (unit: string): number => 1000 + Number(unit.slice(unit.lastIndexOf('/') + 1))

/**
 * Tells whether a list of `size` nodes is quorate with the votes that are here now. Corosync counts anew as soon as it reads a list, so a
 * list that would take quorum away is not shown to it. Two nodes count as quorate with one vote, but a list is not cut down to two while
 * one is here alone: the other could do the same. A single node that gets its second keeps its quorum.
 */
export const isSafe = (size: number, votes: number, before: number): boolean =>
  votes >= (size === 2 ? (before === 1 ? 1 : 2) : Math.floor(size / 2) + 1)

/** Reads the list that the leader has recorded. */
export const parseMembers = (text = ''): readonly Member[] => {
  const list = parseJson(text)
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown): Member[] => {
    if (!Array.isArray(item)) return []
    const [id, name, address] = item.map(String)
    const [parsed, where] = [parseLabel(name ?? ''), parseAddress(address ?? '')]
    return Number.isSafeInteger(Number(id)) && parsed !== undefined && where !== undefined
      ? [{ id: Number(id), name: parsed, address: where }]
      : []
  })
}

/** Writes the list for `parseMembers`. */
export const printMembers = (members: readonly Member[]): string =>
  JSON.stringify(members.map(({ id, name, address }) => [id, name, address]))

const byId = (a: Member, b: Member): number => a.id - b.id
const member = ({ id, name, address }: Member): Member => ({ id, name, address })

/** What the leader's decision depends on beside the units. */
export interface Counts {
  /** The number of units from which on there is a cluster. */
  readonly enough: number
  /** The votes that are in one piece with the leader's node. */
  readonly votes: number
}

/**
 * Decides the nodes, as the leader: those that are nodes already, without the units that are gone, and as many new ones as can come in
 * without harm. The first time all units that are ready are nodes, once there are enough of them. `candidates` begins with the leader
 * itself: one that is no node yet may not have met all others, so it takes none away.
 */
export const decideMembers = (
  recorded: readonly Member[],
  candidates: readonly Candidate[],
  { enough, votes }: Counts,
): readonly Member[] => {
  const isReady = candidates.filter(({ ready }) => ready).sort(byId)
  const seen = candidates.filter(({ id }) => recorded.some((one) => one.id === id))
  if (seen.length === 0) return isReady.length >= enough ? isReady.map(member) : []
  const members: Member[] = seen.some(({ id }) => id === candidates[0]?.id) ? seen.map(member) : [...recorded]
  for (const candidate of isReady)
    if (!members.some(({ id }) => id === candidate.id) && isSafe(members.length + 1, votes, members.length)) members.push(member(candidate))
  return members.sort(byId)
}
