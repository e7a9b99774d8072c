/** Runs every recorded case of Juju 3.6: what the real tools printed, and what they did. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createHookContext, type HookContext, type Outcome } from '../../src/hook-tools/index.ts'
import type { Case, CaseCall } from './case-types.ts'
import { createCaseWorld, scopeOf } from './case-world.ts'
import leftOut from './left-out.json' with { type: 'json' }

const folder = join(import.meta.dirname, 'cases')
const files = await readdir(folder)
const all: readonly Case[] = (
  await Promise.all(files.sort().map(async (file): Promise<readonly Case[]> => JSON.parse(await readFile(join(folder, file), 'utf8'))))
).flat()
const cases = all.filter(({ juju }) => juju.includes('3.6'))
// How the cases name the caller's directory; the dollar is written so that nobody takes it for a template.
const DIR = '\u0024{DIR}'

const excluded = new Map(Object.entries(leftOut))

/** Runs a call as the forwarding program does: standard input only when asked for. */
const forward = async (context: HookContext, dir: string, { tool, args, stdin = '' }: CaseCall) => {
  const call = { tool, args: args.map((arg) => arg.replaceAll(DIR, dir)), dir }
  const first = await context.run(call)
  const answer = first.kind === 'stdin' ? await context.run({ ...call, stdin: Buffer.from(stdin) }) : first
  if (answer.kind === 'stdin') throw new Error('standard input was asked for twice')
  const shown = answer.kind === 'done' ? answer : { code: 1, stdout: '', stderr: `ERROR bad request: ${answer.message}\n` }
  const text = (part: Uint8Array | string): string => Buffer.from(part).toString().replaceAll(dir, DIR)
  return {
    code: shown.code,
    stdout: text(shown.stdout),
    stderr: text(shown.stderr),
    stdin_read: first.kind === 'stdin',
    ...(answer.kind === 'bad-request' ? { rpc_error: `bad request: ${answer.message}` } : {}),
  }
}

const some = (key: string, value: readonly unknown[]): object => (value.length === 0 ? {} : { [key]: value })

/** Shows what a hook leaves behind in the form of the cases. */
const showPending = ({ pending }: Outcome): object => {
  const size = (content: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(content).map(([key, value]) => [key, value.length > 100_000 ? `<${value.length} base64 characters>` : value]),
    )
  const change = ({ id: _, content, ...rest }: { readonly id: string; readonly content?: Readonly<Record<string, string>> }) => ({
    ...rest,
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
      pending.secretDeletes.map(({ id: _, ...rest }) => ({ ...rest, label: '' })),
    ),
    ...some(
      'secret_grants',
      pending.secretGrants.map(({ id: _, ...rest }) => ({ ...rest, role: 'view' })),
    ),
    ...some(
      'secret_revokes',
      pending.secretRevokes.map(({ id: _, ...rest }) => rest),
    ),
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

const runCase = async (one: Case): Promise<object> => {
  const dir = await mkdtemp(join(tmpdir(), 'case-'))
  try {
    for (const [path, content] of Object.entries(one.setup.files ?? {})) {
      await mkdir(dirname(join(dir, path)), { recursive: true })
      await writeFile(join(dir, path), content)
    }
    const { world, effects } = createCaseWorld(one.setup, dir)
    const context = createHookContext(world, scopeOf(one.setup))
    for (const call of one.before ?? []) await forward(context, dir, call)
    const result = await forward(context, dir, one)
    return { ...result, ...showEffects(context.outcome(), effects, dir) }
  } finally {
    await rm(dir, { recursive: true })
  }
}

describe.each(cases.filter(({ id }) => !excluded.has(id)).map((one): [string, Case] => [one.id, one]))('%s', (_, one) => {
  test('prints and does what Juju 3.6 printed and did', async () => expect(await runCase(one)).toEqual(one.expect))
})

test('the cases left out exist', () => expect([...excluded.keys()].filter((id) => !all.some((one) => one.id === id))).toEqual([]))

afterAll(() =>
  console.log(
    `${cases.length - excluded.size} cases of Juju 3.6 were run, ${excluded.size} are left out (left-out.json), ${all.length - cases.length} are of 4.0 only`,
  ),
)
