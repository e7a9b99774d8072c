/** Writes to Juju what differs, once at the end of a hook. */
import { jujuAtLeast } from '../../juju/environment.ts'
import { applicationVersionSet, closePort, isLeader, jujuReboot, openPort, relationSet, secretAdd, stateSet } from '../../juju/index.ts'
import { contentKey, factsRelation, secretKey } from '../facts.ts'
import type { OneRun } from '../one-run.ts'
import { StepFailed } from '../reconcile/change.ts'
import { addTo, type Flush } from './compare.ts'
import { withContent, writeOwnSecrets } from './secrets.ts'

/** Makes a secret of the application and gives its id; before Juju 3.0.3, which has no secrets, gives the value. */
async function makeSecret(run: OneRun, name: string, value: string): Promise<string> {
  const { identity } = run.snapshot
  if (!jujuAtLeast(identity.jujuVersion, '3.0.3')) return value
  const description = `${name} of ${identity.application}`
  return await withContent(run, name, { [contentKey]: value }, (path) => secretAdd(run.tools, path, { description }))
}

/**
 * Writes to Juju, and gives a message for each thing that could not be done. It asks for leadership again right before it writes what
 * only a leader may write. When leadership was lost it leaves that to the new leader.
 */
export async function flush(run: OneRun, wanted: Flush): Promise<readonly string[]> {
  const { tools, clock, charm, snapshot } = run
  const app = new Map(wanted.app)
  const ofApplication = wanted.ownSecrets.filter(({ owner }) => owner === 'application').length
  const mayLead = app.size + wanted.secrets.size + ofApplication > 0 && (await isLeader(tools))
  const peers = mayLead && wanted.secrets.size + ofApplication > 0 ? factsRelation(charm, snapshot) : undefined
  const problems = [...wanted.problems]
  for (const [name, bytes] of peers ? wanted.secrets : []) {
    try {
      if (peers) addTo(app, peers.id, { [secretKey(name)]: await makeSecret(run, name, clock.random(bytes)) })
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
