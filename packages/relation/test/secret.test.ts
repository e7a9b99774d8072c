// oxlint-disable typescript/restrict-template-expressions -- a secret in a template is what is tried
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { isSecret, secret, watchSecrets } from '../src/secret.ts'

test('a secret shows its value to nothing but reveal', () => {
  const password = secret('hunter2')
  expect(String(password)).toBe('***')
  expect(JSON.stringify({ password })).toBe('{"password":"***"}')
  expect(inspect(password, { depth: 9, showHidden: true })).not.toContain('hunter2')
  expect(password.reveal()).toBe('hunter2')
})

test('a secret is known as one', () => {
  expect([secret('x'), { reveal: 'no' }, null, 'x'].map(isSecret)).toEqual([true, false, false, false])
})

test('who watches is told where a secret has become text, and the watch ends', () => {
  const password = secret('hunter2')
  const { result, shown } = watchSecrets(() => [`password=${password}`, JSON.stringify({ password })])
  expect(result).toEqual(['password=***', '{"password":"***"}'])
  expect(shown.map(({ stack }) => stack?.split('\n')[1])).toEqual([expect.stringContaining('secret.test.ts'), expect.any(String)])
  const outer = watchSecrets(() => watchSecrets(() => String(password)).shown.length)
  expect([outer.result, outer.shown.length]).toEqual([1, 1])
  expect(() =>
    watchSecrets(() => {
      throw new RangeError('x')
    }),
  ).toThrow(RangeError)
  expect(shown).toHaveLength(2)
  expect([String(password), shown.length]).toEqual(['***', 2])
})
