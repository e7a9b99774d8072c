/** Rules of the tools that the recorded cases do not show; from Juju's source (jujuc/, context/ports.go, context/secrets.go). */
import { describe, expect, test } from 'vitest'
import { createHookContext, type HookContext, type HookScope } from '../../src/hook-tools/index.ts'
import type { CaseSetup } from './case-types.ts'
import { createCaseWorld } from './case-world.ts'

const start = (setup: Partial<CaseSetup> = {}, scope: Partial<HookScope> = {}): HookContext =>
  createHookContext(createCaseWorld({ unit: 'u/0', model_uuid: '', ...setup }, '/').world, { contextId: 'c', ...scope })

const run = async (context: HookContext, tool: string, ...args: readonly string[]): Promise<string> => {
  const answer = await context.run({ tool, args, dir: '/' })
  if (answer.kind !== 'done') throw new Error(answer.kind)
  return `${answer.code} ${Buffer.from(answer.stdout).toString()}${Buffer.from(answer.stderr).toString()}`
}

const relation = {
  id: 1,
  endpoint: 'db',
  role: 'requirer',
  remote_app: 'm',
  remote_units: ['m/0'],
  bags: { m: { a: 'b' }, 'm/0': { c: 'd' } },
}

describe('leadership', () => {
  test('is not asked for again after one no', async () => {
    let leads = false
    const { world } = createCaseWorld({ unit: 'u/0', model_uuid: '' }, '/')
    const context = createHookContext({ ...world, claimLeadership: () => leads }, { contextId: 'c' })
    expect(await run(context, 'is-leader')).toBe('0 False\n')
    leads = true
    expect(await run(context, 'is-leader')).toBe('0 False\n')
  })

  test('is asked for again after a yes', async () => {
    let leads = true
    const { world } = createCaseWorld({ unit: 'u/0', model_uuid: '' }, '/')
    const context = createHookContext({ ...world, claimLeadership: () => leads }, { contextId: 'c' })
    expect(await run(context, 'is-leader')).toBe('0 True\n')
    leads = false
    expect(await run(context, 'is-leader')).toBe('0 False\n')
  })
})

describe('ports', () => {
  test.each([
    ['80-90/icmp', '2 ERROR protocol "icmp" doesn\'t support any ports; got "80"\n'],
    // Juju's ParsePortRange looks at the protocol only after a number: what follows icmp is not read.
    ['icmp/tcp', '0 '],
    ['icmp/5', '0 '],
    ['5/icmp', '2 ERROR protocol "icmp" doesn\'t support any ports; got "5"\n'],
    ['+80', '0 '],
    [
      '99999999999999999999',
      '2 ERROR invalid port "99999999999999999999": strconv.Atoi: parsing "99999999999999999999": value out of range\n',
    ],
  ])('%s', async (range, wanted) => {
    for (const tool of ['open-port', 'close-port']) expect(await run(start(), tool, range)).toBe(wanted)
  })

  test('of one hook are in the way of each other', async () => {
    const context = start()
    await run(context, 'open-port', '80-90')
    expect(await run(context, 'open-port', '85')).toBe(
      '1 ERROR cannot open 85/tcp (unit "u/0"): port range conflicts with 80-90/tcp (unit "u/0") requested earlier\n',
    )
  })
})

describe('relation-get', () => {
  test('of an application-level hook reads the remote application', async () => {
    const context = start({ relations: [relation] }, { relation: { id: 1, remoteApp: 'm' } })
    expect(await run(context, 'relation-get', 'a')).toBe('0 b\n')
  })

  test('refuses an empty unit name', async () => {
    const context = start({ relations: [relation] }, { relation: { id: 1, remoteApp: 'm', remoteUnit: 'm/0' } })
    expect(await run(context, 'relation-get', '-', '')).toBe('2 ERROR invalid unit name ""\n')
  })

  test('keeps a remote bag as first read for the whole hook', async () => {
    const bags: Record<string, Record<string, string>> = { 'm/0': { k: 'old' } }
    const context = start({ relations: [{ ...relation, bags }] })
    expect(await run(context, 'relation-get', '-r1', 'k', 'm/0')).toBe('0 old\n')
    bags['m/0'] = { k: 'new' }
    expect(await run(context, 'relation-get', '-r1', 'k', 'm/0')).toBe('0 old\n')
  })
})

describe('secrets', () => {
  const id = '9m4e2mr0ui3e8a215n4g'
  const secret = { id, owner: 'application' as const, revision: 1, content: { '1': { key: 'v' } }, tracked: 1 }

  test('taken from an application are not taken from its unit again', async () => {
    const context = start({ secrets: [secret] })
    await run(context, 'secret-revoke', id, '--app', 'm')
    await run(context, 'secret-revoke', id, '--unit', 'm/0')
    expect(context.outcome().pending.secretRevokes.map(({ targets }) => targets)).toEqual([['application-m']])
  })

  test('made and changed in one hook are made once', async () => {
    const context = start({ new_secret_ids: [id] })
    await run(context, 'secret-add', 'key=a', '--label', 'l')
    expect(await run(context, 'secret-set', id, 'key=b')).toBe('0 ')
    const { secretCreates, secretUpdates } = context.outcome().pending
    expect([secretCreates.length, secretCreates[0]?.content, secretCreates[0]?.label, secretUpdates]).toEqual([1, { key: 'Yg==' }, 'l', []])
  })

  test('updated and refreshed in one hook are tracked at the latest', async () => {
    const context = start({ secrets: [secret] })
    await run(context, 'secret-set', id, 'key=b')
    expect(await run(context, 'secret-get', id, 'key', '--refresh')).toBe('0 b\n')
    expect(context.outcome().pending.secretTrackLatest).toEqual([id])
  })

  test.each([
    ['secret-get', '2 ERROR secret URI "http:x" not valid\n'],
    ['secret-remove', '2 ERROR secret URI scheme "http" not valid\n'],
  ])('with a foreign scheme are refused by %s', async (tool, wanted) => expect(await run(start(), tool, 'http:x')).toBe(wanted))

  test('need an owner', async () =>
    expect(await run(start(), 'secret-add', 'key=v', '--owner', '')).toBe('2 ERROR secret owner "" not valid\n'))
})

describe('juju-reboot', () => {
  test('waits for the end of the hook', async () => {
    const context = start()
    expect(await run(context, 'juju-reboot')).toBe('0 ')
    expect(context.outcome().reboot).toBe('after')
  })

  test('--now kills the process', async () => {
    let killed = false
    const context = start({}, { kill: () => (killed = true) })
    expect(await run(context, 'juju-reboot', '--now')).toBe('0 ')
    expect([killed, context.outcome().reboot]).toEqual([true, 'now'])
  })

  test('--now without a process says so, and the wish stays', async () => {
    const context = start()
    expect(await run(context, 'juju-reboot', '--now')).toBe('1 ERROR no process to kill\n')
    expect(context.outcome().reboot).toBe('now')
  })
})

test('calls made at once run one after the other', async () => {
  const context = start({ relations: [relation] })
  await Promise.all(Array.from({ length: 50 }, (_, index) => run(context, 'relation-set', '-r1', `k=${index}`)))
  expect(context.outcome().pending.relations).toEqual([{ relation: 1, unit: { k: '49' } }])
})
