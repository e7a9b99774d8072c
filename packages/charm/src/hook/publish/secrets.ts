/** Writes secrets to Juju. Their content goes in a file of mode 0600, because every user of the machine sees arguments. */
import type { Databag } from '@charm-layers/relation'
import { HookToolError } from '../../juju/failure.ts'
import { type HookTools, secretAccess, secretAdd, secretRemove, secretSet } from '../../juju/index.ts'
import type { OneRun } from '../one-run.ts'
import type { OwnSecretWrite, WantedContent } from '../own-secrets.ts'
import { onMachine, StepFailed } from '../reconcile/change.ts'
import { ownSecretKey } from '../snapshot/own-secrets.ts'

type Place = Pick<OneRun, 'host' | 'snapshot'>

/**
 * Calls with a file that holds a secret's content, and removes the file.
 * @throws StepFailed when the machine refuses the file.
 */
export async function withContent<Result>(
  { host, snapshot: { identity } }: Place,
  name: string,
  content: Databag,
  call: (path: string) => Promise<Result>,
): Promise<Result> {
  const path = `${identity.charmDir}/.secret-${name}`
  const file = { content: JSON.stringify(content), mode: 0o600, owner: 'root', group: 'root' }
  onMachine(`Writing ${path}`, () => host.writeFile(path, file))
  try {
    return await call(path)
  } finally {
    host.removeFile(path)
  }
}

/** What came of the writes: where to note ids, an empty one for a secret that goes, and messages for the operator. */
export interface Noted {
  readonly app: Databag
  readonly memory: Databag
  readonly problems: readonly string[]
}

/** Does the writes one after the other: Juju runs calls that are sent together in any order. */
export async function writeOwnSecrets(run: OneRun, writes: readonly OwnSecretWrite[]): Promise<Noted> {
  const [app, memory]: [Record<string, string>, Record<string, string>] = [{}, {}]
  const problems: string[] = []
  const note = ({ label, owner }: OwnSecretWrite, id: string): void => {
    ;(owner === 'unit' ? memory : app)[ownSecretKey(label)] = id
  }
  for (const write of writes) {
    try {
      const id = await doWrite(run, write)
      if (id !== undefined) note(write, id)
    } catch (error) {
      if (error instanceof StepFailed) problems.push(error.message)
      else if (error instanceof HookToolError && error.stderr.includes('too large'))
        problems.push(`secret '${write.label}' is too large for Juju`)
      else throw error
    }
  }
  return { app, memory, problems }
}

const made = ({ clock }: OneRun, content: WantedContent): Databag =>
  Object.fromEntries(Object.entries(content).map(([key, value]) => [key, typeof value === 'string' ? value : clock.random(value)]))

/** Does one write. Gives the id to note, if it changes. */
async function doWrite(run: OneRun, write: OwnSecretWrite): Promise<string | undefined> {
  const tools: HookTools = run.tools
  switch (write.do) {
    case 'make': {
      const { label, owner, description, rotate, expireAfterHours, grant } = write.facts
      const facts = { label, owner, description, rotate, expireAfterHours }
      const id = await withContent(run, label, made(run, write.content), (path) => secretAdd(tools, path, facts))
      for (const relationId of grant) await secretAccess(tools, 'grant', id, relationId)
      return id
    }
    case 'change': {
      const { id, label, content, facts } = write
      const { description, rotate, expireAfterHours } = facts
      const change = (path?: string): Promise<void> => secretSet(tools, id, path, { description, rotate, expireAfterHours })
      await (content === undefined ? change() : withContent(run, label, made(run, content), change))
      return undefined
    }
    case 'grant':
    case 'revoke':
      await secretAccess(tools, write.do, write.id, write.relationId)
      return undefined
    case 'remove':
      await secretRemove(tools, write.id, write.revision)
      return write.revision === undefined ? '' : undefined
  }
}
