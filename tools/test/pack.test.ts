import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { outputsOf, packNew } from '../packages/pack.ts'

const work = mkdtempSync(join(tmpdir(), 'pack-new-'))
const registry = createServer(({ url = '' }, response) => {
  if (url === '/@charm-layers%2fbroken') response.writeHead(500).end()
  else if (url === '/@charm-layers%2fold') response.end('{ "versions": { "1.0.0": {} } }')
  else response.writeHead(404).end('{}')
})
const address = (): string => `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`
beforeAll(() => once(registry.listen(0, '127.0.0.1'), 'listening'))
afterAll(() => {
  registry.close()
  rmSync(work, { recursive: true })
})

const checkout = (name: string, packages: Readonly<Record<string, string>>): string => {
  for (const [short, version] of Object.entries(packages)) {
    mkdirSync(join(work, name, 'packages', short), { recursive: true })
    writeFileSync(join(work, name, 'packages', short, 'package.json'), JSON.stringify({ name: `@charm-layers/${short}`, version }))
  }
  return join(work, name)
}

test('packs the versions that the registry does not have, and tells their tags and hashes', async () => {
  const target = join(work, 'tarballs')
  const packed = await packNew(checkout('some', { fresh: '0.1.0', old: '1.0.0', zed: '2.0.0' }), target, address())
  expect(packed.map(({ tag }) => tag)).toEqual(['@charm-layers/fresh@0.1.0', '@charm-layers/zed@2.0.0'])
  const hash = createHash('sha256')
    .update(readFileSync(join(target, 'charm-layers-fresh-0.1.0.tgz')))
    .digest('hex')
  expect(packed[0]?.sum).toBe(`${hash}  charm-layers-fresh-0.1.0.tgz`)
  expect(outputsOf(packed)).toBe(
    `tags=@charm-layers/fresh@0.1.0 @charm-layers/zed@2.0.0\nsums<<END\n${packed[0]?.sum}\n${packed[1]?.sum}\nEND\n`,
  )
})

test('a version of a package that is there in another version is packed', async () => {
  expect(await packNew(checkout('next', { old: '1.0.1' }), join(work, 'next-tarballs'), address())).toHaveLength(1)
})

test('a registry that does not answer is no reason to publish again', async () => {
  await expect(packNew(checkout('ill', { broken: '1.0.0' }), join(work, 'none'), address())).rejects.toThrow(
    'answers 500 for @charm-layers/broken',
  )
})
