import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { wrongArrows, wrongRooms } from '../layers.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'layers-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const lay = (folder: string, source: string, manifest: object = {}): void => {
  const file = join(root, folder, 'src', 'part', 'index.ts')
  mkdirSync(dirname(file), { recursive: true })
  const name = folder.replace(/^charms\//, 'charm-').replace(/^.*\//, '')
  writeFileSync(join(root, folder, 'package.json'), JSON.stringify({ name: `@charm-layers/${name}`, ...manifest }))
  writeFileSync(file, source)
}

test.each([
  ['relation', 'charm'],
  ['charm', 'interface-amqp'],
  ['interface-amqp', 'interface-keystone'],
  ['interface-amqp', 'openstack-base'],
  ['openstack-base', 'charm-testing'],
  ['charm-testing', 'interface-amqp'],
  ['charm-cli', 'charm-testing'],
  ['local-juju', 'openstack-base'],
  ['charm-trove', 'local-juju'],
])('%s must not import %s', (name, target) => {
  const folder = name === 'charm-trove' ? 'charms/trove' : `packages/${name}`
  lay(folder, `import type { A } from '@charm-layers/${target}'\n`)
  expect(wrongArrows(root)).toEqual([`${folder}/src/part/index.ts: ${name} must not import ${target}`])
})

test.each(['charm', 'interface-amqp', 'openstack-base', 'charm-testing', 'charm-cli', 'local-juju', 'charm-trove'])(
  '%s may import relation, and depend on it',
  (name) => {
    const dependencies = { '@charm-layers/relation': 'workspace:^' }
    lay(name === 'charm-trove' ? 'charms/trove' : `packages/${name}`, "import { secret } from '@charm-layers/relation'\n", { dependencies })
    expect(wrongArrows(root)).toEqual([])
  },
)

test('arrows that point downwards are well', () => {
  lay('packages/interface-amqp', "import type { Databag } from '@charm-layers/relation'\n")
  lay('packages/openstack-base', "import { amqp } from '@charm-layers/interface-amqp'\nexport * from '../x.ts'\n")
  lay('charms/trove', "import { defineOpenStackCharm } from '@charm-layers/openstack-base'\n")
  expect(wrongArrows(root)).toEqual([])
})

test.each([
  ['an import for its effect', "import '@charm-layers/local-juju'"],
  ['an import when needed', "const x = await import('@charm-layers/local-juju')"],
  ['an import over several lines', "import {\n  a,\n} from '@charm-layers/local-juju'"],
  ['an export', "export { a } from '@charm-layers/local-juju'"],
])('%s of a development tool is found', (_, source) => {
  lay('packages/charm', `${source}\n`)
  expect(wrongArrows(root)).toEqual(['packages/charm/src/part/index.ts: charm must not import local-juju'])
})

test('a dependency in package.json is found', () => {
  lay('packages/openstack-base', '', { dependencies: { '@charm-layers/charm-trove': 'workspace:^', yaml: '2' } })
  expect(wrongArrows(root)).toEqual(['packages/openstack-base/package.json: openstack-base must not depend on @charm-layers/charm-trove'])
})

test.each([
  ['a value', "import { secret } from '@charm-layers/charm'"],
  ['a type', "import type { Charm } from '@charm-layers/charm'"],
  ['a type in place', "type Charm = import('@charm-layers/charm').Charm"],
])('an interface package that imports %s of the runtime is found', (_, source) => {
  lay('packages/interface-amqp', `${source}\n`)
  expect(wrongArrows(root)).toEqual(['packages/interface-amqp/src/part/index.ts: interface-amqp must not import charm'])
})

test('a path into another package is found', () => {
  lay('packages/interface-amqp', "import { a } from '../../../charm/src/a.ts'\n")
  expect(wrongArrows(root)).toEqual([expect.stringContaining("import by the package's name")])
})

test('nothing that runs may import the conformance kit', () => {
  lay('packages/openstack-base', "import { conform } from '@charm-layers/interface-conformance'\n")
  expect(wrongArrows(root)).toHaveLength(1)
})

test('a folder of the runtime imports none that stands behind it', () => {
  const write = (path: string, source: string): void => {
    mkdirSync(join(root, 'packages/charm/src', dirname(path)), { recursive: true })
    writeFileSync(join(root, 'packages/charm/src', path), source)
  }
  write('hook/run.ts', "import { a } from '../define/steps/index.ts'\nimport { b } from './part.ts'\n")
  write('define/steps/index.ts', "import { c } from '../../host/text.ts'\nimport { d } from '../../errors.ts'\n")
  expect(wrongRooms(root)).toEqual([])
  write('host/real/index.ts', "import type { e } from '../../juju/status.ts'\n")
  expect(wrongRooms(root)).toEqual(['packages/charm/src/host/real/index.ts: host/ must not import ../../juju/status.ts'])
})
