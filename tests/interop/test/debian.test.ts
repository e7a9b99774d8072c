// Files for HAProxy, Nagios and nrpe, read back by them.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandFile, exportFile } from '@charm-layers/interface-nrpe'
import { defineOpenStackCharm, formats, highAvailability } from '@charm-layers/openstack-base'
import { machine, settle, text } from '@charm-layers/openstack-base/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipOutsideCi } from '../../../tools/skip.ts'
import { unpacked, whyNoDebian, withLibraries } from '../debian.ts'

const signs = [
  ...String.raw`$ $$ $ARG1$ $USER1$ \ " ' "" '' # ; , : = [ ] { } % %[env(HOME)] $HOME ! ~ | & ( ) < > * ? a 1 é 😀`.split(' '),
  ' ',
  ...['{HOME}'].map((name) => `$${name}`),
  '\t',
  '\n',
]
const seed = Date.now()
const samples = (numRuns: number): string[] =>
  fc.sample(
    fc
      .array(fc.oneof(fc.constantFrom(...signs), fc.string({ unit: 'grapheme', maxLength: 3 })), { maxLength: 6 })
      .map((some) => some.join('')),
    { numRuns, seed },
  )
let root = ''
let folder = ''
beforeAll(() => {
  if (whyNoDebian !== undefined) return
  root = unpacked()
  folder = mkdtempSync(join(tmpdir(), 'readers-'))
  chmodSync(folder, 0o777)
}, 300_000)
afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

/** A charm with two ports behind HAProxy. */
const balanced = defineOpenStackCharm({
  name: 'web',
  summary: 'Serves',
  user: 'web',
  release: { package: 'web', versions: { 1: 'zed' } },
  packages: ['web'],
  services: { api: { unit: 'web', ports: [8779, 9000] } },
  features: [highAvailability({ services: ['api'], health: '/a b#c/healthcheck', disableFile: '/etc/web/disable' })],
  files: [],
})
/** What a peer tells: addresses of both families, where the unit has both. */
const toldBy = (number: number, more: string) => ({
  'private-address': `10.0.0.1${number}`,
  'public-address': more === '' ? `10.0.0.1${number}` : `${more}${number}`,
  'internal-address': `10.0.0.1${number}`,
  'admin-address': `10.0.0.1${number}`,
})

const run = (program: string, ...args: string[]) => spawnSync(join(root, program), args, { encoding: 'utf8', env: withLibraries(root) })
const lines = (text: string): string[] => text.split('\n')

describe('what is not refused is read as it was given', { ...skipOutsideCi(whyNoDebian), timeout: 120_000 }, () => {
  test('by HAProxy', () => {
    const { haproxy } = formats
    const given = samples(Number(process.env.PROPERTY_RUNS ?? 1000)).filter((text) => haproxy.refuses(text) === undefined)
    const file = join(folder, 'haproxy.cfg')
    writeFileSync(file, ['global', ...given.map((text) => `.notice ${haproxy.write(text)}`), ''].join('\n'))
    const { stderr } = run('usr/sbin/haproxy', '-c', '-f', file)
    const read = lines(stderr).flatMap((line) => /: parsing \[[^\]]*\]: '(.*)'\.$/s.exec(line)?.[1] ?? [])
    expect({ seed, read }).toEqual({ seed, read: given })
  })

  test.each(['', '2001:db8::10'])('by HAProxy, as a whole file of a unit with peers, and on %j', async (more) => {
    const addresses = more === '' ? {} : { public: more }
    const peers = Object.fromEntries([1, 2].map((number) => [`web/${number}`, toldBy(number, more)]))
    const relations = [{ endpoint: 'cluster', interface: 'openstack-ha', remoteApp: 'web', remoteUnits: peers }]
    const own = { distribution: 'debian', codename: 'bookworm', addresses: ['10.0.0.10', ...(more === '' ? [] : [more])] }
    const out = await settle(balanced, { ...machine('bookworm', {}), packages: { web: '1.0-1' }, addresses, relations, machine: own })
    const file = join(folder, 'whole.cfg')
    // The user that HAProxy becomes is on its own machines only.
    writeFileSync(file, text(out, '/etc/haproxy/haproxy.cfg').replace('user haproxy', 'user root').replace('group haproxy', 'group root'))
    const { status, stderr } = run('usr/sbin/haproxy', '-c', '-f', file)
    expect({ status, wrong: lines(stderr).filter((line) => /WARNING|ALERT/.test(line)) }).toEqual({ status: 0, wrong: [] })
    expect(text(out, '/etc/haproxy/haproxy.cfg').match(/^ +server /gm)).toHaveLength(more === '' ? 6 : 12)
  })

  test('by Nagios, as the description of a check', () => {
    const fileOf = (index: number, description: string): string | undefined => {
      try {
        return exportFile({ shortname: `c${index}`, description, command: ['/bin/true'] }, { hostname: 'h', servicegroups: 'g' }).content
      } catch {
        return undefined
      }
    }
    const written = samples(1000)
      .filter((text) => text !== '')
      .map((description, index) => ({
        description: `h[c${index}] ${description}`,
        file: fileOf(index, description),
      }))
    const given = written.filter(({ file }) => file !== undefined)
    const objects = [
      'define command {\ncommand_name check_nrpe\ncommand_line /bin/true\n}',
      'define contact {\ncontact_name c\nservice_notification_commands check_nrpe\nhost_notification_commands check_nrpe\n}',
      'define host {\nhost_name h\nmax_check_attempts 1\ncheck_command check_nrpe\naddress 10.0.0.1\n}',
      'define servicegroup {\nservicegroup_name g\n}',
      'define service {\nname active-service\nregister 0\ncheck_interval 1\nmax_check_attempts 1\n}',
      ...given.map(({ file = '' }) => file),
    ]
    const at = (name: string): string => join(folder, name)
    writeFileSync(at('objects.cfg'), objects.join('\n'))
    const settings = {
      cfg_file: at('objects.cfg'),
      log_file: at('log'),
      object_cache_file: at('cache'),
      precached_object_file: at('precached'),
      check_result_path: folder,
      temp_path: folder,
      nagios_user: 'root',
      nagios_group: 'root',
    }
    writeFileSync(
      at('nagios.cfg'),
      Object.entries(settings)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    )
    const said = run('usr/sbin/nagios4', '-vp', at('nagios.cfg'))
    expect(lines(said.stdout).filter((line) => line.startsWith('Error: '))).toEqual([])
    // A dot would end at what Unicode alone takes for the end of a line.
    const read = [...readFileSync(at('precached'), 'utf8').matchAll(/^\tservice_description\t([^\n]*)$/gm)].map(([, text]) => text)
    expect(given.length).toBeGreaterThan(100)
    expect({ seed, read: read.sort() }).toEqual({ seed, read: given.map(({ description }) => description).sort() })
  })

  test('by nrpe, as the words of a command', async () => {
    const given = samples(60).filter((text) => !/[\r\n\0]/.test(text))
    const server = createServer()
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
      })
    })
    const file = join(folder, 'nrpe.cfg')
    const commands = given.map((text, index) =>
      commandFile({ shortname: `c${index}`, description: '', command: ['/usr/bin/printf', '[%s]', text] }),
    )
    const settings = [
      'nrpe_user=nobody',
      'nrpe_group=nogroup',
      `pid_file=${join(folder, 'pid')}`,
      `server_port=${port}`,
      'server_address=127.0.0.1',
    ]
    writeFileSync(file, [...settings, 'allowed_hosts=127.0.0.1', ...commands.map(({ content }) => content), ''].join('\n'))
    const daemon: ChildProcess = spawn(join(root, 'usr/sbin/nrpe'), ['-n', '-f', '-c', file], { env: withLibraries(root), stdio: 'ignore' })
    const ask = (command: string) =>
      run('usr/lib/nagios/plugins/check_nrpe', '-n', '-H', '127.0.0.1', '-p', String(port), '-c', command).stdout
    try {
      await expect.poll(() => ask('check_c0'), { timeout: 20_000 }).toContain('[')
      expect({ seed, read: given.map((_, index) => ask(`check_c${index}`).trimEnd()) }).toEqual({
        seed,
        read: given.map((text) => `[${text}]`),
      })
    } finally {
      daemon.kill()
    }
  })
})
