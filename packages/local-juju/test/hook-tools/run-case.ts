/** Runs a recorded case: its world, the calls before, the call, and what is left behind, in the form of the cases. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createHookContext, type HookContext, type Outcome } from '../../src/hook-tools/index.ts'
import type { Case, CaseCall } from './case-types.ts'
import { createCaseWorld, scopeOf } from './case-world.ts'
import leftOut from './left-out.json' with { type: 'json' }

const folder = join(import.meta.dirname, 'cases')
const files = await readdir(folder)

/** Every recorded case. */
export const all: readonly Case[] = (
  await Promise.all(files.sort().map(async (file): Promise<readonly Case[]> => JSON.parse(await readFile(join(folder, file), 'utf8'))))
).flat()

/** Why a case is not run, by its id. */
export const excluded: ReadonlyMap<string, string> = new Map(Object.entries(leftOut))

/** The cases of 3.6 that are run. */
export const cases: readonly (readonly [id: string, one: Case])[] = all
  .filter(({ id, juju }) => juju.includes('3.6') && !excluded.has(id))
  .map((one) => [one.id, one])

/** The result of a call, in the form of the cases. */
export interface Shown {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly stdin_read?: boolean
  readonly rpc_error?: string
}

/** A way to make the calls of one hook. */
export interface Way {
  call(call: CaseCall, dir: string): Promise<Shown>
  close(): Promise<void>
}

// How the cases name the caller's directory; the dollar is written so that nobody takes it for a template.
const DIR = '\u0024{DIR}'

/** Makes calls within the process, as the forwarding program does: standard input only when asked for. */
export const direct = (context: HookContext): Way => ({
  close: () => Promise.resolve(),
  call: async ({ tool, args, stdin = '' }, dir) => {
    const call = { tool, args, dir }
    const first = await context.run(call)
    const answer = first.kind === 'stdin' ? await context.run({ ...call, stdin: Buffer.from(stdin) }) : first
    if (answer.kind === 'stdin') throw new Error('standard input was asked for twice')
    const shown = answer.kind === 'done' ? answer : { code: 1, stdout: '', stderr: `ERROR bad request: ${answer.message}\n` }
    return {
      code: shown.code,
      stdout: Buffer.from(shown.stdout).toString(),
      stderr: Buffer.from(shown.stderr).toString(),
      stdin_read: first.kind === 'stdin',
      ...(answer.kind === 'bad-request' ? { rpc_error: `bad request: ${answer.message}` } : {}),
    }
  },
})

const some = (key: string, value: readonly unknown[]): object => (value.length === 0 ? {} : { [key]: value })

/** The cases name a secret by its URI alone. */
const withoutId = (one: object): object => Object.fromEntries(Object.entries(one).filter(([key]) => key !== 'id'))

/** Shows what a hook leaves behind in the form of the cases. */
const showPending = ({ pending }: Outcome): object => {
  const size = (content: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(content).map(([key, value]) => [key, value.length > 100_000 ? `<${value.length} base64 characters>` : value]),
    )
  const change = ({ content, ...rest }: { readonly id: string; readonly content?: Readonly<Record<string, string>> }) => ({
    ...withoutId(rest),
    ...(content === undefined ? {} : { content_base64: size(content) }),
  })
  return {
    ...some(
      'relation_bags',
      pending.relations.map(({ relation, unit, app }) => ({
        relation_id: relation,
        ...(unit === undefined ? {} : { unit_bag_changes: unit }),
        ...(app === undefined ? {} : { app_bag_changes: app }),
      })),
    ),
    ...some('open_ports', pending.openPorts),
    ...some('close_ports', pending.closePorts),
    ...(pending.charmState === undefined ? {} : { charm_state: pending.charmState }),
    ...some('storage_add', pending.storage),
    ...some('secret_creates', pending.secretCreates.map(change)),
    ...some('secret_updates', pending.secretUpdates.map(change)),
    ...some(
      'secret_deletes',
      pending.secretDeletes.map((one) => ({ ...withoutId(one), label: '' })),
    ),
    ...some(
      'secret_grants',
      pending.secretGrants.map((one) => ({ ...withoutId(one), role: 'view' })),
    ),
    ...some('secret_revokes', pending.secretRevokes.map(withoutId)),
    ...some('secret_track_latest', pending.secretTrackLatest),
    ...(pending.podSpec === undefined ? {} : { pod_spec: pending.podSpec }),
    ...(pending.rawSpec === undefined ? {} : { raw_spec: pending.rawSpec }),
  }
}

const showEffects = (outcome: Outcome, immediate: readonly unknown[], dir: string): object => {
  const pending = showPending(outcome)
  const { action } = outcome
  const effects = {
    ...some('immediate', immediate),
    ...(Object.keys(pending).length === 0 ? {} : { pending_at_commit: pending }),
    ...(action === undefined
      ? {}
      : { action_result: { message: action.message, results: action.results, status: action.failed ? 'failed' : 'completed' } }),
  }
  return Object.keys(effects).length === 0 ? {} : { effects: JSON.parse(JSON.stringify(effects).replaceAll(dir, DIR)) }
}

/** Runs a case over a way, which gets the hook's context and a directory of its own. */
export const runCase = async (one: Case, open: (context: HookContext, dir: string) => Way | Promise<Way>): Promise<object> => {
  const dir = await mkdtemp(join(tmpdir(), 'case-'))
  const own = await mkdtemp(join(tmpdir(), 'way-'))
  try {
    for (const [path, content] of Object.entries(one.setup.files ?? {})) {
      await mkdir(dirname(join(dir, path)), { recursive: true })
      await writeFile(join(dir, path), content)
    }
    const { world, effects } = createCaseWorld(one.setup, dir)
    const context = createHookContext(world, scopeOf(one.setup))
    const way = await open(context, own)
    const call = async (made: CaseCall): Promise<Shown> => {
      const shown = await way.call({ ...made, args: made.args.map((arg) => arg.replaceAll(DIR, dir)) }, dir)
      return { ...shown, stdout: shown.stdout.replaceAll(dir, DIR), stderr: shown.stderr.replaceAll(dir, DIR) }
    }
    for (const before of one.before ?? []) await call(before)
    const result = await call(one)
    await way.close()
    return { ...result, ...showEffects(context.outcome(), effects, dir) }
  } finally {
    await rm(dir, { recursive: true })
    await rm(own, { recursive: true })
  }
}
