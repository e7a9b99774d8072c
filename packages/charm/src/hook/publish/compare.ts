/** Compares what the steps want to write to Juju with what Juju has. */
import type { Databag } from '@charm-layers/relation'
import type { Step } from '../../define/steps/index.ts'
import { CharmError } from '../../errors.ts'
import type { Status } from '../../juju/status.ts'
import { factKey, factsRelation, secretKey } from '../facts.ts'
import { memoryOf } from '../memory.ts'
import type { OneRun } from '../one-run.ts'
import { type OwnSecretWrite, ownSecretText, ownSecretWrites } from '../own-secrets.ts'

/** What to write to Juju: only what differs from what Juju has. */
export interface Flush {
  readonly memory: Databag
  /** Changes to this unit's databags, by relation id. */
  readonly unit: ReadonlyMap<string, Databag>
  readonly app: ReadonlyMap<string, Databag>
  /** Shared secrets to make: the number of random bytes, by name. */
  readonly secrets: ReadonlyMap<string, number>
  readonly ownSecrets: readonly OwnSecretWrite[]
  readonly open: readonly string[]
  readonly close: readonly string[]
  readonly version: string | undefined
  readonly reboot: boolean
  /** What Juju cannot store, as messages for the operator. */
  readonly problems: readonly string[]
}

const differing = (wanted: Databag, found: Databag): Databag =>
  Object.fromEntries(
    Object.keys(wanted).flatMap((key) => {
      const value = wanted[key] ?? ''
      return (found[key] ?? '') === value ? [] : [[key, value]]
    }),
  )

/** What each databag should hold, by relation id. When two steps set the same key, the last one counts. */
export type Bags = Map<string, Databag>

/** Adds keys to what the databag of a relation should hold. */
export function addTo(bags: Bags, relationId: string, databag: Databag): void {
  bags.set(relationId, { ...bags.get(relationId), ...databag })
}

/**
 * Leaves out keys that are as they should be, and values that Juju cannot store, for which it adds a problem. Such a value holds half a
 * surrogate pair, which can only come from JSON that the other side wrote.
 */
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

/** The steps of the charm, and the facts that its commands have recorded. */
interface Decided {
  readonly steps: readonly Step[]
  readonly recorded: ReadonlyMap<string, string>
  /** Why the machine is not as it should be. */
  readonly problem: Status | undefined
}

/**
 * Compares what the steps want to write to Juju with what Juju has.
 * @throws CharmError for a databag of a relation that this unit does not have.
 */
export function flushOf({ charm, snapshot }: Pick<OneRun, 'charm' | 'snapshot'>, { steps, recorded, problem }: Decided): Flush {
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
    ownSecrets: ownSecretWrites(charm, snapshot, steps),
    open: open.filter((port) => !snapshot.openPorts.includes(port)),
    close: ports.length === 0 ? [] : snapshot.openPorts.filter((port) => !open.includes(port)),
    version: memory.version,
    reboot: problem === undefined && of(steps, 'reboot').length > 0,
    problems,
  }
}

/** Gives one line for each write, for `--plan` and the log. The lines hold no values: some are passwords. */
export const flushTexts = ({ memory, unit, app, secrets, ownSecrets, open, close, version, reboot }: Flush): string[] => [
  ...(Object.keys(memory).length > 0 ? [`remember ${Object.keys(memory).join(' ')}`] : []),
  ...[...unit].map(([id, bag]) => `tell ${id}: ${Object.keys(bag).join(' ')}`),
  ...[...secrets].map(([name]) => `make the shared secret ${name}`),
  ...ownSecrets.map(ownSecretText),
  ...[...app].map(([id, bag]) => `tell ${id} for the application: ${Object.keys(bag).join(' ')}`),
  ...close.map((port) => `close ${port}`),
  ...open.map((port) => `open ${port}`),
  ...(version === undefined ? [] : [`set the version to ${version}`]),
  ...(reboot ? ['reboot the machine'] : []),
]
