/** Writes to Juju what differs: once, in a fixed order, with as few calls as do it. */
import { jujuAtLeast } from '../../juju/environment.ts'
import { applicationVersionSet, closePort, isLeader, openPort, relationSet, secretAdd, stateSet } from '../../juju/index.ts'
import { contentKey, factsRelation, secretKey } from '../facts.ts'
import type { OneRun } from '../one-run.ts'
import { addTo, type Flush } from './compare.ts'

/** Makes a secret of the application and gives the text that names it. The value goes through a file of mode 0600: an argument is seen by all. */
async function makeSecret({ tools, host, snapshot: { identity } }: OneRun, name: string, value: string): Promise<string> {
  if (!jujuAtLeast(identity.jujuVersion, '3.0.3')) return value
  const path = `${identity.charmDir}/.secret-${name}`
  host.writeFile(path, { content: JSON.stringify({ [contentKey]: value }), mode: 0o600, owner: 'root', group: 'root' })
  try {
    return await secretAdd(tools, path, `${name} of ${identity.application}`)
  } finally {
    host.removeFile(path)
  }
}

/**
 * Writes to Juju and gives what could not be done. Leadership is asked again right before what only a leader may write; when it was
 * lost, the new leader does that.
 */
export async function flush(run: OneRun, wanted: Flush): Promise<readonly string[]> {
  const { tools, clock, charm, snapshot } = run
  const app = new Map(wanted.app)
  const mayLead = app.size + wanted.secrets.size > 0 && (await isLeader(tools))
  const peers = mayLead && wanted.secrets.size > 0 ? factsRelation(charm, snapshot) : undefined
  for (const [name, bytes] of wanted.secrets)
    if (peers) addTo(app, peers.id, { [secretKey(name)]: await makeSecret(run, name, clock.random(bytes)) })
  // A range that is closed may be in the way of one that is opened, and calls on their way together have no order.
  await Promise.all(wanted.close.map((port) => closePort(tools, port)))
  const [refusals] = await Promise.all([
    Promise.all(wanted.open.map((port) => openPort(tools, port))),
    Object.keys(wanted.memory).length > 0 && stateSet(tools, wanted.memory),
    wanted.version !== undefined && applicationVersionSet(tools, wanted.version),
    ...[...wanted.unit].map(([id, bag]) => relationSet(tools, id, bag)),
    ...(mayLead ? [...app].map(([id, bag]) => relationSet(tools, id, bag, 'app')) : []),
  ])
  // Another unit of the machine has the port: that is for the operator to see, who placed both there.
  const conflicts = refusals.flatMap((why, at) => (why === undefined ? [] : [`port ${wanted.open[at]} cannot be opened: ${why}`]))
  return [...wanted.problems, ...conflicts]
}
