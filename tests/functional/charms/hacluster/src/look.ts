/** What the program that looks at corosync and pacemaker has printed. */
import { isList, isRecord, parseJson, textsIn } from '@charm-layers/relation/wire'

/** What corosync and pacemaker say of themselves. */
export interface Look {
  /** The votes that are in one piece with this node; undefined when corosync does not run. */
  readonly votes: number | undefined
  /** Whether corosync says that they are enough. */
  readonly quorum: boolean
  /** The ids of the nodes that the running corosync knows. */
  readonly listed: readonly number[]
  /** Whether pacemaker runs here. */
  readonly pacemaker: boolean
  /** Whether pacemaker has chosen who decides, and may start resources. */
  readonly quorate: boolean
  readonly online: readonly string[]
  readonly offline: readonly string[]
  /** The names of all objects that pacemaker holds. */
  readonly ids: readonly string[]
  /** The resources that run: a clone's here, others on any node. */
  readonly running: readonly string[]
  /** The services with an init script that start at boot. */
  readonly boots: readonly string[]
}

const listOf = (value: unknown): readonly unknown[] => (isList(value) ? value : [])

/** Reads what the program has printed; what it has not is empty. */
export const parseLook = (text: string): Look => {
  const parsed = parseJson(text)
  const found = isRecord(parsed) ? parsed : {}
  const nodes = (online: boolean): readonly string[] =>
    listOf(found.nodes).flatMap((node) => (isList(node) && node[1] === online ? [String(node[0])] : []))
  return {
    votes: typeof found.votes === 'number' ? found.votes : undefined,
    quorum: found.quorum === true,
    listed: listOf(found.listed).map(Number),
    pacemaker: found.pacemaker === true,
    quorate: found.quorate === true,
    online: nodes(true),
    offline: nodes(false),
    ids: textsIn(found.ids),
    running: textsIn(found.running),
    boots: textsIn(found.boots),
  }
}
