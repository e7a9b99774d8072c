import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { skipFor } from '../../../tools/skip.ts'
import { readCharmArchive } from '../src/format/index.ts'
import { check, type PackResult, pack } from '../src/index.ts'

// Each pack handles 126 MB of runtime, and the first one ever deflates it.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url))

let folder = ''
let result: PackResult
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pack-'))
  result = await pack({ charm: fixture('hello'), base: 'ubuntu@24.04', arch: 'amd64', out: join(folder, 'first') })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const hash = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

describe('a packed charm', () => {
  test('has the same bytes when it is packed again, in another time zone and another folder', async () => {
    const zone = process.env.TZ
    process.env.TZ = 'Pacific/Kiritimati'
    try {
      const again = await pack({ charm: fixture('hello'), base: 'ubuntu@24.04', arch: 'amd64', out: join(folder, 'second') })
      expect(await hash(again.path)).toBe(await hash(result.path))
    } finally {
      if (zone === undefined) delete process.env.TZ
      else process.env.TZ = zone
    }
  })

  test('is the same when the command packs the folder that it is called in', async () => {
    const command = fileURLToPath(new URL('../bin/charm-layers.mjs', import.meta.url))
    const words = ['pack', '--base', 'ubuntu@24.04', '--arch', 'amd64', '--out', join(folder, 'command')]
    const { status, stderr } = spawnSync(process.execPath, [command, ...words], { cwd: fixture('hello'), encoding: 'utf8' })
    expect(stderr).toContain('writing')
    expect(status).toBe(0)
    expect(await hash(join(folder, 'command', 'hello_ubuntu-24.04-amd64.charm'))).toBe(await hash(result.path))
  })

  test('keeps to its limits', () => {
    expect(result.size).toBeLessThanOrEqual(50_000_000)
    expect(result.parts.code).toBeLessThanOrEqual(1_000_000)
    expect(result.path.endsWith('hello_ubuntu-24.04-amd64.charm')).toBe(true)
  })

  test('is taken by both generations of Juju, with nothing to warn of', async () => {
    expect(await check(result.path)).toEqual([])
    const archive = await readCharmArchive(result.path, { juju: '4.0' })
    archive.close()
    const { charm } = archive
    expect(charm).toMatchObject({ format: 'v2', version: '1.2.3', metadata: { name: 'hello' } })
    expect(charm.config.get('greeting')?.default).toBe('yes')
    expect(charm.manifest?.bases).toEqual([
      { name: 'ubuntu', channel: { track: '24.04', risk: 'stable', branch: '' }, architectures: ['amd64'] },
    ])
  })

  test('holds no node_modules, and runs what has to run', async () => {
    const archive = await readCharmArchive(result.path)
    archive.close()
    const { entries } = archive
    expect(entries.filter(({ name }) => name.includes('node_modules'))).toEqual([])
    expect(entries.filter(({ mode }) => mode === 0o755).map(({ name }) => name)).toEqual(['dispatch', 'files/greet.sh', 'runtime/node'])
  })

  test('starts with no Node on the path and no HOME', {
    timeout: 60_000,
    ...skipFor(process.platform === 'linux' && process.arch === 'x64' ? undefined : 'the packed runtime is that of Linux on amd64'),
  }, async () => {
    const unpacked = join(folder, 'unpacked')
    const archive = await readCharmArchive(result.path)
    for (const { name, mode } of archive.entries) {
      const path = join(unpacked, name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, await archive.read(name))
      await chmod(path, mode)
    }
    archive.close()
    for (const [program, env] of [
      [join(unpacked, 'dispatch'), {}],
      ['/bin/sh', { JUJU_CHARM_DIR: unpacked, PATH: '/nonexistent' }],
    ] as const) {
      const args = program === '/bin/sh' ? [join(unpacked, 'dispatch')] : []
      const { status, stderr } = spawnSync(program, args, { cwd: '/', env, encoding: 'utf8' })
      // The charm's own runtime answers, so everything before it has worked.
      expect(stderr).toContain('JUJU_UNIT_NAME is not set')
      expect(status).toBe(1)
    }
    const kept = readdirSync(unpacked).filter((name) => name.startsWith('.compiled-'))
    expect(kept, 'compiled code is kept by the first run, and found by the second').toHaveLength(1)
    // What is kept may be damaged; that costs time and nothing else.
    await writeFile(join(unpacked, kept[0] ?? ''), 'not what V8 wrote')
    const { stderr } = spawnSync(join(unpacked, 'dispatch'), [], { cwd: '/', env: {}, encoding: 'utf8' })
    expect(stderr).toContain('JUJU_UNIT_NAME is not set')
  })
})

describe('the packer', () => {
  test('refuses what Juju would refuse, and leaves nothing behind', async () => {
    const out = join(folder, 'wrong')
    await mkdir(out)
    await expect(pack({ charm: fixture('wrong'), out })).rejects.toThrow("name 'web-2' is no name that Juju takes")
    expect(await readdir(out)).toEqual([])
  })

  test('says what a folder lacks', async () => {
    await expect(pack({ charm: folder, out: folder })).rejects.toThrow('has no src/charm.ts')
  })

  test('says what a base looks like', async () => {
    await expect(pack({ charm: fixture('hello'), base: 'noble', out: folder })).rejects.toThrow('"noble" is no base')
  })
})
