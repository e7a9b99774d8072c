import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { active } from '@charm-layers/charm-testing'
import { jujuBag } from '@charm-layers/relation/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployExample, relationOf, removeExamples, runHook, type Unit, writeExamples } from '../examples.ts'
import { codeLines, INTERFACES, type InterfaceName, type Role, readExamples, readmePath } from '../readme.ts'

const folder = writeExamples()
const examples = INTERFACES.flatMap(readExamples)

beforeAll(() => {
  const compilerOptions = {
    composite: false,
    incremental: false,
    noEmit: true,
    isolatedDeclarations: false,
    allowImportingTsExtensions: true,
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../../tsconfig.base.json',
      compilerOptions: { ...compilerOptions, rewriteRelativeImportExtensions: false },
    }),
  )
})
afterAll(() => removeExamples(folder))

test('every interface has a charm for each of its roles', () => {
  const roles = (name: InterfaceName): readonly Role[] => (name === 'openstack-ha' ? ['peer'] : ['provider', 'requirer'])
  for (const name of INTERFACES) {
    expect(
      readExamples(name)
        .map(({ role }) => role)
        .sort(),
      name,
    ).toEqual(roles(name))
  }
})

test.for(INTERFACES)('%s: the README has the sections of all, in their order', (name) => {
  const sections = [...readFileSync(readmePath(name), 'utf8').matchAll(/^## (.*)$/gm)].map(([, title = '']) => title)
  const sides = sections.filter((title) => title.startsWith('The side that '))
  expect(sides).toHaveLength(name === 'openstack-ha' ? 1 : 2)
  expect(sections).toEqual([
    ...sides,
    'Who sends what',
    'States a reader can meet',
    'Which upstream reader is followed, and why',
    'What cannot be sent',
    'Tests of your charm',
  ])
})

test.for(examples)('the $role of $of has at most ten lines beside its imports', ({ code }) => {
  expect(codeLines(code).length).toBeLessThanOrEqual(10)
})

test('the examples compile with the strictest options', { timeout: 120_000 }, () => {
  const { stdout } = spawnSync('tsc', ['--project', folder], { encoding: 'utf8' })
  expect(stdout).toBe('')
})

/** Runs a hook of a unit that sees what the other has written so far. */
const next = (unit: Unit, other: Unit) => {
  const theirs = relationOf(other)
  const units = { [other.name]: { ...jujuBag(other.address), ...theirs?.localUnitData } }
  return runHook(unit, { name: other.charm.name, app: theirs?.localAppData ?? {}, units })
}

describe.for(INTERFACES.filter((name) => name !== 'openstack-ha'))('the charms of %s', (name) => {
  test('become ready by what they write for each other, and then have nothing to do', async () => {
    let asking = await next(await deployExample(folder, name, 'requirer'), await deployExample(folder, name, 'provider'))
    let answering = await next(await deployExample(folder, name, 'provider'), asking)
    const before = [asking.left.status, answering.left.status]
    expect(before).not.toEqual([active(), active()])
    for (let round = 0; round < 4; round++) {
      asking = await next(asking, answering)
      answering = await next(answering, asking)
    }
    expect([asking.left.status, answering.left.status]).toEqual([active(), active()])
    expect([asking.left.changes, answering.left.changes]).toEqual([[], []])
    expect(Object.keys({ ...asking.left.files, ...answering.left.files })).not.toEqual([])
  })
})

test('two units of the charm of openstack-ha know each other by what they tell', async () => {
  const first = await deployExample(folder, 'openstack-ha', 'peer')
  const second = { ...first, name: 'greeter/1', address: '10.0.0.42', left: { ...first.left, unit: 1 } }
  const told = await next(second, first)
  const { left } = await next(first, told)
  expect(left.status).toEqual(active())
  expect(left.files['/etc/backends']?.content).toBe('greeter/1 10.0.0.42\n')
})
