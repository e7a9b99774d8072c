import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { specs } from '../specs/index.ts'
import { page, unexplained } from '../table.ts'

const root = join(import.meta.dirname, '..', '..', '..')

test('the page in docs says what the specs run', async () => {
  await expect(page()).toMatchFileSnapshot(join(root, 'docs', 'interoperation.md'))
})

test('nothing is left out without a reason', () => {
  expect(unexplained()).toEqual([])
})

test('every interface package has a spec', () => {
  const packages = globSync('packages/interface-*/src/index.ts', { cwd: root })
    .map((file) => basename(join(file, '..', '..')).slice('interface-'.length))
    .filter((name) => name !== 'conformance')
  const packageOf: Readonly<Record<string, string>> = { rabbitmq: 'amqp', 'nrpe-external-master': 'nrpe' }
  expect(specs.map((spec) => packageOf[spec.interface] ?? spec.interface).sort()).toEqual(packages.sort())
})
