/** Tells Juju what has changed: collected, compared with the snapshot, and flushed once, in a fixed order. */
import type { Charm } from './definition.ts'
import { CharmError } from './errors.ts'
import { jujuAtLeast } from './event.ts'
import { contentKey, factKey, factsRelation, secretKey } from './facts.ts'
import type { Clock, Host } from './host.ts'
import type { Databag } from './relation.ts'
import type { Snapshot } from './snapshot.ts'
import type { Step } from './step.ts'
import { type HookTools, runTool, setRelation, setState } from './juju/index.ts'
import { ask } from './reading.ts'

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
}

const differing = (wanted: Databag, found: Databag): Databag =>
  Object.fromEntries(Object.entries(wanted).filter(([key, value]) => (found[key] ?? '') !== value))

function addTo(bags: Map<string, Databag>, relationId: string, databag: Databag): void {
  if (Object.keys(databag).length > 0) bags.set(relationId, { ...bags.get(relationId), ...databag })
}

const of = <K extends Step['kind']>(steps: readonly Step[], kind: K): Extract<Step, { kind: K }>[] =>
  steps.filter((step): step is Extract<Step, { kind: K }> => step.kind === kind)

/** Compares what the steps want to tell Juju with what Juju has. */
export function flushOf(charm: Charm, snapshot: Snapshot, steps: readonly Step[], recorded: ReadonlyMap<string, string>): Flush {
  const views = new Map([...snapshot.relations.values()].flat().map((view) => [view.id, view]))
  const [unit, app] = [new Map<string, Databag>(), new Map<string, Databag>()]
  for (const { relationId, databags } of of(steps, 'databag')) {
    const view = views.get(relationId)
    if (!view) throw new CharmError('E_RELATION', `charm '${charm.name}' writes to relation '${relationId}', which it does not have`)
    addTo(unit, relationId, differing(databags.unit ?? {}, view.localUnitData))
    if (snapshot.leader) addTo(app, relationId, differing(databags.app ?? {}, view.localAppData ?? {}))
  }
  const facts = new Map([...of(steps, 'fact').map(({ name, value }) => [name, value] as const), ...recorded])
  const wantedSecrets = of(steps, 'shared-secret')
  const secrets = new Map<string, number>()
  if (facts.size + wantedSecrets.length > 0 && snapshot.leader) {
    const peers = factsRelation(charm, snapshot)
    if (peers) {
      addTo(
        app,
        peers.id,
        differing(Object.fromEntries([...facts].map(([name, value]) => [factKey(name), value])), peers.localAppData ?? {}),
      )
      for (const { name, bytes } of wantedSecrets) if (!peers.localAppData?.[secretKey(name)]) secrets.set(name, bytes)
    }
  }
  const ports = of(steps, 'ports')
  const open = ports.flatMap((step) => step.open)
  const version = of(steps, 'version').at(-1)?.version
  return {
    memory: version === undefined ? {} : differing({ version }, snapshot.memory),
    unit,
    app,
    secrets,
    open: open.filter((port) => !snapshot.openPorts.includes(port)),
    close: ports.length === 0 ? [] : snapshot.openPorts.filter((port) => !open.includes(port)),
    version: version === snapshot.memory.version ? undefined : version,
  }
}

/** One line for each write, for `--plan` and the log. Values are not shown: among them are passwords. */
export const flushTexts = ({ memory, unit, app, secrets, open, close, version }: Flush): string[] => [
  ...(Object.keys(memory).length > 0 ? [`remember ${Object.keys(memory).join(' ')}`] : []),
  ...[...unit].map(([id, bag]) => `tell ${id}: ${Object.keys(bag).join(' ')}`),
  ...[...secrets].map(([name]) => `make the shared secret ${name}`),
  ...[...app].map(([id, bag]) => `tell ${id} for the application: ${Object.keys(bag).join(' ')}`),
  ...open.map((port) => `open ${port}`),
  ...close.map((port) => `close ${port}`),
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

/** Writes to Juju. Leadership is asked again right before what only a leader may write; when it was lost, the new leader does that. */
export async function flush(tools: HookTools, host: Host, clock: Clock, charm: Charm, snapshot: Snapshot, wanted: Flush): Promise<void> {
  const written: Promise<unknown>[] = []
  if (Object.keys(wanted.memory).length > 0) written.push(setState(tools, wanted.memory))
  for (const [id, bag] of wanted.unit) written.push(setRelation(tools, id, bag))
  if (wanted.app.size + wanted.secrets.size > 0 && (await ask(tools, 'is-leader')) === true) {
    const app = new Map(wanted.app)
    const peers = wanted.secrets.size > 0 ? factsRelation(charm, snapshot) : undefined
    for (const [name, bytes] of wanted.secrets)
      if (peers) addTo(app, peers.id, { [secretKey(name)]: await makeSecret(tools, host, snapshot, name, clock.random(bytes)) })
    for (const [id, bag] of app) written.push(setRelation(tools, id, bag, 'app'))
  }
  for (const port of wanted.close) written.push(runTool(tools, 'close-port', [port]))
  for (const port of wanted.open) written.push(runTool(tools, 'open-port', [port]))
  if (wanted.version !== undefined) written.push(runTool(tools, 'application-version-set', ['--', wanted.version]))
  await Promise.all(written)
}
