// One table for memory and agent: the calls of the recorded cases, as the runtime makes them, get the same answers from both, and leave the
// same databags and memory behind.
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { createHookContext } from '../../src/hook-tools/index.ts'
import type { CaseCall } from '../hook-tools/case-types.ts'
import { createCaseWorld, scopeOf } from '../hook-tools/case-world.ts'
import { cases, direct } from '../hook-tools/run-case.ts'
import { isHeld, memoryOf, ourCall } from './case-state.ts'

const shown = ({ code, stdout, stderr }: { readonly code: number; readonly stdout: string; readonly stderr: string }) => {
  try {
    return { code, stdout: JSON.parse(stdout), stderr }
  } catch {
    return { code, stdout, stderr }
  }
}

/** What the same hook reads back after a call. */
const after = ({ tool, args }: CaseCall): readonly CaseCall[] => {
  if (tool === 'state-set') return [{ tool: 'state-get', args: ['--format=json'] }]
  return args.includes('--app') || tool !== 'relation-set'
    ? []
    : [{ tool: 'relation-get', args: ['--format=json', '-r', args[1] ?? '', '-', ''] }]
}

const ours = cases.flatMap(([id, one]) => {
  const call = isHeld(one) ? ourCall(one) : undefined
  return call ? [[id, one, call] as const] : []
})

test('there are such cases, of every tool', () => {
  expect(ours.length).toBeGreaterThan(180)
  expect(new Set(ours.map(([, { tool }]) => tool)).size).toBe(16)
})

test.for(ours)('%s', async ([, { setup }, call]) => {
  const agent = direct(createHookContext(createCaseWorld(setup, tmpdir()).world, scopeOf(setup)))
  const memory = memoryOf(setup)
  for (const one of [call, ...after(call)]) {
    const args = one.args.map((arg, at) => (arg === '' && one.args[at - 1] === '-' ? setup.unit : arg))
    const { stdin = '' } = one
    expect(shown(await memory.call(one.tool, args, stdin))).toEqual(shown(await agent.call({ ...one, args }, tmpdir())))
  }
})
