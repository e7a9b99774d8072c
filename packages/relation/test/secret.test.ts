import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { isSecret, secret } from '../src/secret.ts'

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
