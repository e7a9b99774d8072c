/** Questions to Juju that most hooks do not need. Each is asked once in a hook, when the charm wants to know. */
import { absent, awaiting, invalid, ready, type Secret, type State, secret } from '@charm-layers/relation'
import { isRecord, textsIn } from '@charm-layers/relation/wire'
import type { CloudCredential } from '../define/cloud.ts'
import type { AskStep } from '../define/steps/index.ts'
import { credentialGet, goalState, HookToolError, type HookTools, resourceGet } from '../juju/index.ts'
import { plainText } from '../juju/plain-text.ts'

/** What Juju has answered in this hook, by `keyOf` of the question. */
export type Asked = ReadonlyMap<string, State<unknown>>

/** Gives the key of a question. */
export const keyOf = ({ what, name }: Pick<AskStep, 'what' | 'name'>): string => `${what} ${name}`

async function resource(tools: HookTools, name: string): Promise<State<string>> {
  const path = await resourceGet(tools, name)
  return path.startsWith('/') ? ready(path) : invalid('path', 'is not absolute')
}

async function plannedUnits(tools: HookTools): Promise<State<number>> {
  const goal = await goalState(tools)
  const units = isRecord(goal) ? goal.units : undefined
  if (!isRecord(units)) return awaiting('goal-state')
  return ready(Object.values(units).filter((unit) => !isRecord(unit) || unit.status !== 'dying').length)
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

async function cloudCredential(tools: HookTools): Promise<State<CloudCredential>> {
  const cloud = await credentialGet(tools)
  if (!isRecord(cloud) || typeof cloud.type !== 'string' || typeof cloud.name !== 'string') return awaiting('type', 'name')
  const { 'auth-type': authType, attrs } = isRecord(cloud.credential) ? cloud.credential : {}
  const attributes = Object.entries(isRecord(attrs) ? attrs : {}).flatMap(([key, value]): [string, Secret][] =>
    typeof value === 'string' ? [[key, secret(value)]] : [],
  )
  return ready({
    type: cloud.type,
    name: cloud.name,
    region: textOf(cloud.region),
    endpoint: textOf(cloud.endpoint),
    identityEndpoint: textOf(cloud['identity-endpoint']),
    storageEndpoint: textOf(cloud['storage-endpoint']),
    authType: textOf(authType),
    attributes: Object.fromEntries(attributes),
    caCertificates: textsIn(cloud.cacertificates),
    skipTlsVerify: cloud['skip-tls-verify'] === true,
  })
}

/** Asks Juju. What it refuses is a state: a resource that nobody has attached, a cloud that nobody has trusted the charm with. */
export async function askJuju(tools: HookTools, { what, name }: AskStep): Promise<State<unknown>> {
  try {
    if (what === 'resource') return await resource(tools, name)
    return await (what === 'planned units' ? plannedUnits(tools) : cloudCredential(tools))
  } catch (error) {
    if (!(error instanceof HookToolError) || error.kind === 'unreachable') throw error
    if (what === 'resource' && error.kind === 'not-found') return absent
    if (what === 'cloud' && error.kind === 'permission-denied') return invalid('access', 'is not granted, run juju trust')
    return invalid('answer', plainText(error.stderr.replace(/^ERROR /, '')))
  }
}
