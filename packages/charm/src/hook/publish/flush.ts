/** Writes to Juju what differs, once at the end of a hook. */
import type { Databag } from '@charm-layers/relation'
import { jujuAtLeast } from '../../juju/environment.ts'
import { applicationVersionSet, closePort, isLeader, jujuReboot, openPort, relationSet, secretAdd, stateSet } from '../../juju/index.ts'
import { contentKey, factsRelation, secretKey } from '../facts.ts'
import type { OneRun } from '../one-run.ts'
import { StepFailed } from '../reconcile/change.ts'
import { addTo, type Flush } from './compare.ts'
import { withContent, writeOwnSecrets } from './secrets.ts'

/** Juju before 3.6 takes 64 KiB in one secret, in base64. */
const mostBytes = 16_000

/** Puts shared secrets together that Juju can keep in one secret. */
function together(wanted: ReadonlyMap<string, number>): readonly ReadonlyMap<string, number>[] {
  const groups: { readonly keys: Set<string>; readonly members: Map<string, number>; size: number }[] = []
  for (const [name, bytes] of wanted) {
    const key = contentKey(name)
    const fitting = groups.find(({ keys, size }) => !keys.has(key) && size + bytes <= mostBytes)
    const group = fitting ?? { keys: new Set(), members: new Map(), size: 0 }
    if (!fitting) groups.push(group)
    group.keys.add(key)
    group.members.set(name, bytes)
    group.size += bytes
  }
  return groups.map(({ members }) => members)
}

/** Makes shared secrets, and gives what to note of each: the id of the Juju secret that holds it; before Juju 3.0.3, which has none, the value. */
async function makeSecrets(run: OneRun, group: ReadonlyMap<string, number>): Promise<Databag> {
  const { identity } = run.snapshot
  const made = [...group].map(([name, bytes]) => [name, run.clock.random(bytes)] as const)
  const noted = (note: (value: string) => string) => Object.fromEntries(made.map(([name, value]) => [secretKey(name), note(value)]))
  if (!jujuAtLeast(identity.jujuVersion, '3.0.3')) return noted((value) => value)
  const names = [...group.keys()]
  const content = Object.fromEntries(made.map(([name, value]) => [contentKey(name), value]))
  const description = `${names.join(', ')} of ${identity.application}`
  const id = await withContent(run, names[0] ?? '', content, (path) => secretAdd(run.tools, path, { description }))
  return noted(() => id)
}

/**
 * Writes to Juju, and gives a message for each thing that could not be done. It asks for leadership again right before it writes what
 * only a leader may write. When leadership was lost it leaves that to the new leader.
 */
export async function flush(run: OneRun, wanted: Flush): Promise<readonly string[]> {
  const { tools, charm, snapshot } = run
  const app = new Map(wanted.app)
  const ofApplication = wanted.ownSecrets.filter(({ owner }) => owner === 'application').length
  const mayLead = app.size + wanted.secrets.size + ofApplication > 0 && (await isLeader(tools))
  const peers = mayLead && wanted.secrets.size + ofApplication > 0 ? factsRelation(charm, snapshot) : undefined
  const problems = [...wanted.problems]
  for (const group of peers ? together(wanted.secrets) : []) {
    try {
      if (peers) addTo(app, peers.id, await makeSecrets(run, group))
    } catch (error) {
      // A machine with a full disk makes no secret; the next hook tries again.
      if (!(error instanceof StepFailed)) throw error
      problems.push(error.message)
    }
  }
  const noted = await writeOwnSecrets(
    run,
    wanted.ownSecrets.filter(({ owner }) => mayLead || owner === 'unit'),
  )
  if (peers && Object.keys(noted.app).length > 0) addTo(app, peers.id, noted.app)
  const memory = { ...wanted.memory, ...noted.memory }
  // Juju refuses to open a port inside a range that is still open. Calls that are sent together have no order, so the closing ones are
  // awaited first.
  await Promise.all(wanted.close.map((port) => closePort(tools, port)))
  const [refusals] = await Promise.all([
    Promise.all(wanted.open.map((port) => openPort(tools, port))),
    Object.keys(memory).length > 0 && stateSet(tools, memory),
    wanted.version !== undefined && applicationVersionSet(tools, wanted.version),
    ...[...wanted.unit].map(([id, bag]) => relationSet(tools, id, bag)),
    ...(mayLead ? [...app].map(([id, bag]) => relationSet(tools, id, bag, 'app')) : []),
  ])
  if (wanted.reboot) await jujuReboot(tools)
  // Another unit of the machine has the port. The operator placed both units there, so the status tells the operator.
  const conflicts = refusals.flatMap((why, at) => (why === undefined ? [] : [`port ${wanted.open[at]} cannot be opened: ${why}`]))
  return [...problems, ...noted.problems, ...conflicts]
}
