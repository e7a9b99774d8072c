import { describe, expect, test } from 'vitest'
import { casesOf, conform, type Implementation, TARGETS, type Target } from '../src/index.ts'

const results = async (implementation: Implementation, target: Target = 'rabbitmq/requires') =>
  (await conform(implementation, target)).results

describe('an implementation that', () => {
  test.each(TARGETS)('gives one answer to everything fails most of %s', async (target) => {
    for (const state of [
      { state: 'absent' },
      { state: 'waiting', missing: ['x'] },
      { state: 'ready', data: {} },
      { state: 'invalid', key: 'x' },
    ]) {
      const { passed, failed } = await conform({ read: () => state, write: () => ({}) }, target)
      expect(failed).toBeGreaterThan(passed)
    }
  })

  test('throws fails with the error', async () => {
    const throwing: Implementation = {
      read: () => {
        throw new TypeError('oh')
      },
      write: () => Promise.reject(new TypeError('no')),
    }
    for (const { kind, passed, actual } of await results(throwing)) {
      expect(passed).toBe(false)
      const error = kind === 'write' ? 'threw TypeError: no' : 'threw TypeError: oh'
      if (kind === 'any value') expect(actual).toContain(error)
      else expect(actual).toEqual({ error })
    }
  })

  test('may answer later', async () => {
    const later: Implementation = { read: () => Promise.resolve({ state: 'absent' }), write: () => Promise.resolve({}) }
    expect((await results(later)).some(({ passed }) => passed)).toBe(true)
  })

  test('writes something else the second time fails', async () => {
    let count = 0
    const counting: Implementation = {
      read: () => ({ state: 'absent' }),
      write: () => {
        count += 1
        return { unit: { count: String(count) } }
      },
    }
    const writes = (await results(counting)).filter(({ kind }) => kind === 'write')
    expect(writes.length).toBeGreaterThan(0)
    for (const { actual } of writes) expect(actual).toHaveProperty('secondWrite')
  })
})

describe('what an implementation is given', () => {
  test('has maps, and secrets that do not print', async () => {
    const seen: { toString(): string }[] = []
    await conform(
      {
        read: (view) => {
          expect(view.remoteUnits).toBeInstanceOf(Map)
          return { state: 'absent' }
        },
        write: (answer: { readonly password?: { toString(): string } }) => {
          if (answer.password !== undefined) seen.push(answer.password)
          return {}
        },
      },
      'rabbitmq/provides',
    )
    expect(seen.length).toBeGreaterThan(0)
    for (const secret of seen) expect([String(secret), JSON.stringify(secret)]).toEqual(['***', '"***"'])
  })
})

test('a result shows of the answer what was compared, so that a test framework can show the difference', async () => {
  const almost: Implementation = {
    read: () => ({ state: 'ready', data: { hosts: ['10.5.1.31'], port: 5671, password: { reveal: () => 'cQ9fZ2tV' }, more: 1 } }),
    write: () => ({}),
  }
  const result = (await results(almost)).find(({ name }) => name === 'one broker unit, step 5: answered')
  expect(result).toMatchObject({
    passed: false,
    expected: { state: 'ready', data: { hosts: ['10.5.1.31'], port: 5672, password: 'cQ9fZ2tV', tls: null } },
    actual: { state: 'ready', data: { hosts: ['10.5.1.31'], port: 5671, password: 'cQ9fZ2tV', tls: null } },
  })
})

test.each(TARGETS)('something was recorded of what %s reads', (target) => {
  expect(casesOf(target).some(({ kind }) => kind === 'vector')).toBe(true)
})

test('an optional case that is failed does not count as a failure', async () => {
  const { failed, results, optional } = await conform({ read: () => ({ state: 'absent' }), write: () => ({}) }, 'keystone/requires')
  expect(optional.map(({ name }) => name)).toContain(
    'requests that keystone cannot take, step 1: a service that it does not know puts it into error',
  )
  expect(optional.every(({ passed }) => !passed)).toBe(true)
  expect(results.filter(({ passed }) => !passed)).toHaveLength(failed)
})

test.each(TARGETS)('the cases of %s have names that tell them apart', (target) => {
  const names = casesOf(target).map(({ kind, name }) => `${kind}: ${name}`)
  expect(new Set(names).size).toBe(names.length)
})
