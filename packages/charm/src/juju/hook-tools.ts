/**
 * The hook tools that this runtime uses, each as a typed function: a question or an order. Questions check the form of Juju's answer, and
 * give nothing where the thing asked for is gone or hidden from this unit. Orders take effect when the hook succeeds, except for
 * `statusSet`, `jujuLog` and those of actions, which take effect at once (Juju: cmd/jujuc; internal/worker/uniter/runner/jujuc).
 */
import type { Databag } from '@charm-layers/relation'
import { isRecord, textsIn } from '@charm-layers/relation/wire'
import { readJson, runTool } from './call.ts'
import { HookToolError, isGone } from './failure.ts'
import { logLines } from './log-lines.ts'
import { type Network, readNetwork } from './network.ts'
import { serializeFile } from './serialize.ts'
import { type Status, statusNames } from './status.ts'
import type { HookTools } from './transport.ts'

async function ask(tools: HookTools, tool: string, ...args: readonly string[]): Promise<unknown> {
  try {
    return await readJson(tools, tool, ...args)
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isDatabag = (record: Readonly<Record<string, unknown>>): record is Databag => Object.values(record).every(isText)

/** Keeps the entries of a JSON object that are text: the form of a databag, and of a secret's content. */
function textRecord(answer: unknown): Databag {
  if (!isRecord(answer)) return {}
  if (isDatabag(answer)) return answer
  return Object.fromEntries(Object.entries(answer).filter((entry): entry is [string, string] => isText(entry[1])))
}

// Questions

/** Asks whether this unit leads its application. After a yes, it keeps leading for at least thirty seconds. */
export const isLeader = async (tools: HookTools): Promise<boolean> => (await ask(tools, 'is-leader')) === true

/** Asks for the application's config: what an operator has set, and defaults. */
export async function configGet(tools: HookTools): Promise<Readonly<Record<string, unknown>>> {
  const answer = await ask(tools, 'config-get')
  return isRecord(answer) ? answer : {}
}

function readStatus(answer: unknown): Status | undefined {
  const { status, message } = isRecord(answer) ? answer : {}
  const name = statusNames.find((known) => known === status)
  return name && { name, message: typeof message === 'string' ? message : '' }
}

/** Asks for the unit's workload status as it was when the hook began; undefined for one that no charm can set, such as `unknown`. */
export const statusGet = async (tools: HookTools): Promise<Status | undefined> =>
  readStatus(await ask(tools, 'status-get', '--include-data'))

/**
 * Asks for the workload statuses of all units of the application, by the names of the units. Juju tells them the leader alone; to any other unit it gives
 * undefined. A unit that gets them keeps leading for at least thirty seconds.
 */
export async function statusesGet(tools: HookTools): Promise<ReadonlyMap<string, Status | undefined> | undefined> {
  try {
    const answer = await readJson(tools, 'status-get', '--application', '--include-data')
    const { 'application-status': of } = isRecord(answer) ? answer : {}
    const { units } = isRecord(of) ? of : {}
    return new Map(Object.entries(isRecord(units) ? units : {}).map(([unit, status]) => [unit, readStatus(status)]))
  } catch (error) {
    if (error instanceof HookToolError && error.kind === 'not-leader') return undefined
    throw error
  }
}

/** Asks for what the unit keeps at the controller between its hooks. */
export const stateGet = async (tools: HookTools): Promise<Databag> => textRecord(await ask(tools, 'state-get'))

/** Asks for the ids of the storage instances that the unit has or is about to get, such as `data/0`. */
export const storageList = async (tools: HookTools): Promise<readonly string[]> => textsIn(await ask(tools, 'storage-list'))

/** Asks where a storage instance is; undefined while Juju has not attached it. */
export async function storageLocation(tools: HookTools, id: string): Promise<string | undefined> {
  const answer = await ask(tools, 'storage-get', '-s', id)
  const { location } = isRecord(answer) ? answer : {}
  return typeof location === 'string' && location !== '' ? location : undefined
}

/** Asks for the ports that the unit has open, such as `8779/tcp`. */
export const openedPorts = async (tools: HookTools): Promise<readonly string[]> => textsIn(await ask(tools, 'opened-ports'))

/** Asks for the parameters of the action that runs. */
export async function actionGet(tools: HookTools): Promise<Readonly<Record<string, unknown>>> {
  const answer = await ask(tools, 'action-get')
  return isRecord(answer) ? answer : {}
}

/** Asks for the network of a binding; undefined while Juju knows no address on it. */
export async function networkGet(tools: HookTools, binding: string): Promise<Network | undefined> {
  return readNetwork(await ask(tools, 'network-get', binding))
}

/** Asks for the relations of an endpoint, such as `amqp:3`. */
export const relationIds = async (tools: HookTools, endpoint: string): Promise<readonly string[]> =>
  textsIn(await ask(tools, 'relation-ids', endpoint))

/** Asks for the remote units of a relation; undefined for a relation that is gone. */
export async function relationList(tools: HookTools, id: string): Promise<readonly string[] | undefined> {
  const answer = await ask(tools, 'relation-list', '-r', id)
  return answer === undefined ? undefined : textsIn(answer)
}

/** Asks for the application at the other end of a relation; empty where Juju does not know it any more. */
export async function remoteApplication(tools: HookTools, id: string): Promise<string> {
  const answer = await ask(tools, 'relation-list', '-r', id, '--app')
  return typeof answer === 'string' ? answer : ''
}

/** Asks for the databag of a unit or an application in a relation; undefined when it is gone or hidden from this unit. */
export async function relationGet(
  tools: HookTools,
  id: string,
  of: { readonly unit: string } | { readonly application: string },
): Promise<Databag | undefined> {
  const answer = await ask(tools, 'relation-get', '-r', id, ...('unit' in of ? ['-', of.unit] : ['--app', '-', of.application]))
  return answer === undefined ? undefined : textRecord(answer)
}

/**
 * Asks for the content of a secret by its id: the newest revision. With `refresh`, Juju gives this unit that revision from then on;
 * `peek` changes nothing. Undefined when the secret is gone or hidden from this unit.
 */
export async function secretGet(tools: HookTools, name: string, how: 'refresh' | 'peek'): Promise<Databag | undefined> {
  const answer = await ask(tools, 'secret-get', name, `--${how}`)
  return answer === undefined ? undefined : textRecord(answer)
}

/** What Juju tells the owner of a secret about it. */
export interface SecretInfo {
  readonly revision: number
  readonly description: string
  /** `never` when there is none. */
  readonly rotation: string
  readonly expires: boolean
  /** Who may read it and through which relation, both as tags; undefined before Juju 3.3, which does not tell. */
  readonly access: readonly { readonly target: string; readonly scope: string }[] | undefined
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Asks about a secret of this unit, or of its application while it leads; undefined when it is gone or not this unit's to manage. */
export async function secretInfoGet(tools: HookTools, id: string): Promise<SecretInfo | undefined> {
  const answer = await ask(tools, 'secret-info-get', id)
  const [info] = isRecord(answer) ? Object.values(answer) : []
  if (!isRecord(info) || typeof info.revision !== 'number') return undefined
  const access = Array.isArray(info.access) ? info.access.filter(isRecord) : undefined
  return {
    revision: info.revision,
    description: textOf(info.description),
    rotation: textOf(info.rotation) || 'never',
    expires: textOf(info.expiry) !== '',
    access: access?.map(({ target, scope }) => ({ target: textOf(target), scope: textOf(scope) })),
  }
}

/** Asks for a resource, which Juju downloads when it has changed, and gives the path of its file. */
export const resourceGet = async (tools: HookTools, name: string): Promise<string> => (await runTool(tools, 'resource-get', [name])).trim()

/** Asks which units and relations there are to be. */
export const goalState = (tools: HookTools): Promise<unknown> => readJson(tools, 'goal-state')

/** Asks for the cloud of the model and the credential for it. */
export const credentialGet = (tools: HookTools): Promise<unknown> => readJson(tools, 'credential-get')

// Orders

/** Asks for a reboot of the machine after this hook, when it succeeds. */
export async function jujuReboot(tools: HookTools): Promise<void> {
  await runTool(tools, 'juju-reboot', [])
}

/** Changes the databag of this unit or of its application in a relation. An empty value deletes the key. */
export async function relationSet(tools: HookTools, id: string, changes: Databag, owner: 'unit' | 'app' = 'unit'): Promise<void> {
  await runTool(tools, 'relation-set', ['-r', id, ...(owner === 'app' ? ['--app'] : []), '--file', '-'], serializeFile(changes))
}

/** Changes what the unit keeps at the controller; an empty value is stored as such. */
export async function stateSet(tools: HookTools, changes: Databag): Promise<void> {
  await runTool(tools, 'state-set', ['--file', '-'], serializeFile(changes))
}

/** Shows a workload status. Its message stands last and behind `--`, since it may begin with a dash. */
export async function statusSet(tools: HookTools, { name, message }: Status): Promise<void> {
  await runTool(tools, 'status-set', [name, '--', message])
}

/** Shows the version of the workload in `juju status`. */
export async function applicationVersionSet(tools: HookTools, version: string): Promise<void> {
  await runTool(tools, 'application-version-set', ['--', version])
}

/** Opens a port such as `8779/tcp`, and gives Juju's reason when another unit of the machine has it. */
export async function openPort(tools: HookTools, port: string): Promise<string | undefined> {
  try {
    await runTool(tools, 'open-port', [port])
    return undefined
  } catch (error) {
    if (!(error instanceof HookToolError) || error.kind !== 'port-conflict') throw error
    return error.stderr.replace(/^ERROR (?:.*\): )?/u, '').trim()
  }
}

/** Closes a port. */
export async function closePort(tools: HookTools, port: string): Promise<void> {
  await runTool(tools, 'close-port', [port])
}

/** What is said of a secret beside its content. What is absent stays as it is. */
export interface SecretFacts {
  readonly label?: string
  readonly owner?: 'application' | 'unit'
  readonly description?: string | undefined
  readonly rotate?: string | undefined
  readonly expireAfterHours?: number | undefined
}

/** Juju takes an empty description for none. */
const secretFlags = ({ label, owner, description, rotate, expireAfterHours }: SecretFacts): string[] => [
  ...(label === undefined ? [] : ['--label', label]),
  ...(owner === undefined ? [] : ['--owner', owner]),
  ...(description ? ['--description', description] : []),
  ...(rotate === undefined ? [] : ['--rotate', rotate]),
  ...(expireAfterHours === undefined ? [] : ['--expire', `${expireAfterHours}h`]),
]

/** Makes a secret from a JSON file, and gives its id. Juju has secrets since 3.0.3. */
export const secretAdd = async (tools: HookTools, path: string, facts: SecretFacts): Promise<string> =>
  (await runTool(tools, 'secret-add', [...secretFlags(facts), '--file', path])).trim()

/** Changes what is said of a secret and, with a JSON file, its whole content, which makes a new revision. */
export async function secretSet(tools: HookTools, id: string, path: string | undefined, facts: SecretFacts): Promise<void> {
  await runTool(tools, 'secret-set', [id, ...secretFlags(facts), ...(path === undefined ? [] : ['--file', path])])
}

/** Lets the application at the other end of a relation read a secret, or takes that back. */
export async function secretAccess(tools: HookTools, how: 'grant' | 'revoke', id: string, relationId: string): Promise<void> {
  await runTool(tools, `secret-${how}`, [id, '-r', relationId])
}

/** Removes a secret, or one revision of it. */
export async function secretRemove(tools: HookTools, id: string, revision?: number): Promise<void> {
  await runTool(tools, 'secret-remove', [id, ...(revision === undefined ? [] : ['--revision', String(revision)])])
}

/** Tells the results of an action. They are arguments: where each call is a process, every user of the machine may read them. */
export async function actionSet(tools: HookTools, results: Databag): Promise<void> {
  const pairs = Object.entries(results).map(([key, value]) => `${key}=${value}`)
  if (pairs.length > 0) await runTool(tools, 'action-set', ['--', ...pairs])
}

/** Marks an action as failed. */
export async function actionFail(tools: HookTools, why: string): Promise<void> {
  await runTool(tools, 'action-fail', ['--', why])
}

/** A level of `juju-log`. */
export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL'

/** Writes a text to the model's log, line by line and in order. */
export async function jujuLog(tools: HookTools, level: LogLevel, text: string): Promise<void> {
  for (const line of logLines(text)) await runTool(tools, 'juju-log', ['-l', level, '--', line])
}
