/** Tells Juju what has changed: collected, compared with the snapshot, and flushed once, in a fixed order. */
import type { Charm } from './definition.ts'
import { CharmError } from './errors.ts'
import { jujuAtLeast } from './event.ts'
import { contentKey, factKey, factsRelation, secretKey } from './facts.ts'
import type { Clock, Host } from './host.ts'
import { HookToolError, type HookTools, runTool, setRelation, setState } from './juju/index.ts'
import { memoryOf } from './memory.ts'
import { ask } from './reading.ts'
import type { Databag } from '@charm-layers/relation'
import type { Snapshot } from './snapshot/index.ts'
import type { Step } from './step.ts'

/** What is to be written to Juju. Nothing in it equals what Juju has already. */
export interface Flush {
  readonly memory: Databag
  /** By relation id. */
  readonly unit: ReadonlyMap<string, Databag>
  readonly app: ReadonlyMap<string, Databag>
  /** Shared secrets to be made: name and number of random bytes. */
  readonly secrets: ReadonlyMap<string, number>
  readonly open: readonly string[]
  readonly close: readonly string[]
  readonly version: string | undefined
  /** What Juju could not store, in the operator's words. */
  readonly problems: readonly string[]
}

const differing = (wanted: Databag, found: Databag): Databag =>
  Object.fromEntries(Object.entries(wanted).filter(([key, value]) => (found[key] ?? '') !== value))

/** What each bag should hold, by relation id; of two steps about the same key the last one counts. */
type Bags = Map<string, Databag>

function addTo(bags: Bags, relationId: string, databag: Databag): void {
  bags.set(relationId, { ...bags.get(relationId), ...databag })
}

/** Leaves out what is as it should be, and what Juju cannot store: half a surrogate pair, which only a remote side's JSON can bring. */
function changed(bags: Bags, found: (relationId: string) => Databag, problems: string[]): Bags {
  const changes: Bags = new Map()
  for (const [id, wanted] of bags) {
    const entries = Object.entries(differing(wanted, found(id)))
    const good = entries.filter(([key, value]) => key.isWellFormed() && value.isWellFormed())
    for (const [key] of entries.filter((entry) => !good.includes(entry)))
      problems.push(`relation ${id}: the value for '${key}' is not valid Unicode, so Juju cannot store it`)
    if (good.length > 0) changes.set(id, Object.fromEntries(good))
  }
  return changes
}

const of = <K extends Step['kind']>(steps: readonly Step[], kind: K): Extract<Step, { kind: K }>[] =>
  steps.filter((step): step is Extract<Step, { kind: K }> => step.kind === kind)

/** Compares what the steps want to tell Juju with what Juju has. */
export function flushOf(charm: Charm, snapshot: Snapshot, steps: readonly Step[], recorded: ReadonlyMap<string, string>): Flush {
  const views = new Map([...snapshot.relations.values()].flat().map((view) => [view.id, view]))
  const [unit, app]: [Bags, Bags] = [new Map(), new Map()]
  for (const { relationId, databags } of of(steps, 'databag')) {
    if (!views.has(relationId))
      throw new CharmError('E_RELATION', `charm '${charm.name}' writes to relation '${relationId}', which it does not have`)
    addTo(unit, relationId, databags.unit ?? {})
    addTo(app, relationId, databags.app ?? {})
  }
  const facts = new Map([...of(steps, 'fact').map(({ name, value }) => [name, value] as const), ...recorded])
  const wantedSecrets = of(steps, 'shared-secret')
  const secrets = new Map<string, number>()
  const peers = facts.size + wantedSecrets.length > 0 ? factsRelation(charm, snapshot) : undefined
  if (peers) {
    addTo(app, peers.id, Object.fromEntries([...facts].map(([name, value]) => [factKey(name), value])))
    if (snapshot.leader) for (const { name, bytes } of wantedSecrets) if (!peers.localAppData?.[secretKey(name)]) secrets.set(name, bytes)
  }
  const ports = of(steps, 'ports')
  const open = ports.flatMap((step) => step.open)
  const memory = differing(memoryOf(snapshot.memory, steps), snapshot.memory)
  const problems: string[] = []
  return {
    memory,
    unit: changed(unit, (id) => views.get(id)?.localUnitData ?? {}, problems),
    app: snapshot.leader ? changed(app, (id) => views.get(id)?.localAppData ?? {}, problems) : new Map(),
    secrets,
    open: open.filter((port) => !snapshot.openPorts.includes(port)),
    close: ports.length === 0 ? [] : snapshot.openPorts.filter((port) => !open.includes(port)),
    version: memory.version,
    problems,
  }
}

/** One line for each write, for `--plan` and the log. Values are not shown: among them are passwords. */
export const flushTexts = ({ memory, unit, app, secrets, open, close, version }: Flush): string[] => [
  ...(Object.keys(memory).length > 0 ? [`remember ${Object.keys(memory).join(' ')}`] : []),
  ...[...unit].map(([id, bag]) => `tell ${id}: ${Object.keys(bag).join(' ')}`),
  ...[...secrets].map(([name]) => `make the shared secret ${name}`),
  ...[...app].map(([id, bag]) => `tell ${id} for the application: ${Object.keys(bag).join(' ')}`),
  ...close.map((port) => `close ${port}`),
  ...open.map((port) => `open ${port}`),
  ...(version === undefined ? [] : [`set the version to ${version}`]),
]

/** Makes a secret of the application and gives the text that names it. The value goes through a file of mode 0600: an argument is seen by all. */
async function makeSecret(tools: HookTools, host: Host, snapshot: Snapshot, name: string, value: string): Promise<string> {
  if (!jujuAtLeast(snapshot.identity.jujuVersion, '3.0.3')) return value
  const path = `${snapshot.identity.charmDir}/.secret-${name}`
  host.writeFile(path, { content: JSON.stringify({ [contentKey]: value }), mode: 0o600, owner: 'root', group: 'root' })
  try {
    return (await runTool(tools, 'secret-add', ['--description', `${name} of ${snapshot.identity.application}`, '--file', path])).trim()
  } finally {
    host.removeFile(path)
  }
}

/** Opens a port; one that another unit of the machine has is for the operator to see, who placed both there. */
async function openPort(tools: HookTools, port: string): Promise<readonly string[]> {
  try {
    await runTool(tools, 'open-port', [port])
    return []
  } catch (error) {
    if (!(error instanceof HookToolError && error.stderr.includes('conflicts with'))) throw error
    return [`port ${port} cannot be opened: ${error.stderr.replace(/^ERROR (?:.*\): )?/u, '').trim()}`]
  }
}

/**
 * Writes to Juju and gives what could not be done. Leadership is asked again right before what only a leader may write; when it was
 * lost, the new leader does that.
 */
export async function flush(
  tools: HookTools,
  host: Host,
  clock: Clock,
  charm: Charm,
  snapshot: Snapshot,
  wanted: Flush,
): Promise<readonly string[]> {
  const app = new Map(wanted.app)
  const mayLead = app.size + wanted.secrets.size > 0 && (await ask(tools, 'is-leader')) === true
  const peers = mayLead && wanted.secrets.size > 0 ? factsRelation(charm, snapshot) : undefined
  for (const [name, bytes] of wanted.secrets)
    if (peers) addTo(app, peers.id, { [secretKey(name)]: await makeSecret(tools, host, snapshot, name, clock.random(bytes)) })
  // A range that is closed may be in the way of one that is opened, and calls on their way together have no order.
  await Promise.all(wanted.close.map((port) => runTool(tools, 'close-port', [port])))
  const [ports] = await Promise.all([
    Promise.all(wanted.open.map((port) => openPort(tools, port))),
    Object.keys(wanted.memory).length > 0 && setState(tools, wanted.memory),
    wanted.version !== undefined && runTool(tools, 'application-version-set', ['--', wanted.version]),
    ...[...wanted.unit].map(([id, bag]) => setRelation(tools, id, bag)),
    ...(mayLead ? [...app].map(([id, bag]) => setRelation(tools, id, bag, 'app')) : []),
  ])
  return [...wanted.problems, ...ports.flat()]
}
