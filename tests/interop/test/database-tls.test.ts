// A real database, by TLS: what the charm looks at a schema with, and the URL that it gives to services, verify it alike.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { relationForRequirer } from '@charm-layers/interface-mysql-shared/testing'
import { configFile, database, defineOpenStackCharm } from '@charm-layers/openstack-base'
import { answering, machine, settle, text } from '@charm-layers/openstack-base/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base64, issue, makeAuthority, type Pair } from '../../../packages/openstack-base/test/tls/pki.ts'
import { skipOutsideCi } from '../../../tools/skip.ts'
import { whyNoDebian } from '../debian.ts'
import { type MariaDb, startMariaDb } from '../mariadb.ts'
import { installed, type Python, SIDES, startPython, whyNoPython } from '../python.ts'

const isOutside = ({ internal, family }: { readonly internal: boolean; readonly family: string }): boolean => !internal && family === 'IPv4'
/** An address of this machine that is not that of the loopback interface, where a router would be. */
const own = Object.values(networkInterfaces())
  .flat()
  .find((one) => one !== undefined && isOutside(one))?.address
const whyNot = whyNoDebian ?? whyNoPython ?? (own === undefined ? 'this machine has no IPv4 address' : undefined)

const charm = defineOpenStackCharm({
  name: 'web',
  summary: 'Serves',
  user: 'web',
  release: { package: 'web', versions: { 1: 'zed' } },
  packages: ['web'],
  services: { api: { unit: 'web' } },
  features: [database({ user: 'web', migrate: () => ['/usr/bin/migrate'], tables: ['made'] })],
  files: [configFile('/etc/web/url', ({ database: its }) => `${Reflect.get(Object(its), 'connection')}\n`, { format: 'plain' })],
})

const password = 'Zx8-q_Tn4Lw'
const sql = [
  `create user web@'%' identified by '${password}';`,
  `grant all on web.* to web@'%';`,
  `create user known@'%' identified by '${password}' require x509;`,
  `grant all on web.* to known@'%';`,
  'create table web.made (id int);',
  '',
].join('\n')

interface Told {
  readonly host: string
  readonly port: number
  readonly username?: string
  readonly ca?: string
  readonly client?: Pair
}

/** Deploys the charm with such a database. Gives the program by which it looks, with its input, and the URL for services with its files. */
async function deploy({ host, port, username = 'web', ca, client }: Told) {
  const looks: { readonly argv: readonly string[]; readonly input: string }[] = []
  const answer = answering({ tables: [] }, ([program]) => program === '/usr/bin/migrate')
  const commands = (command: Parameters<typeof answer>[0]) => {
    if (command.argv.join(' ').includes('processlist') && typeof command.stdin === 'object')
      looks.push({ argv: command.argv, input: command.stdin.reveal() })
    return answer(command)
  }
  const relation = relationForRequirer('shared-db', { allowedUnits: ['web/0'], password, addresses: [host] })
  const tls = {
    ...(ca === undefined ? {} : { ssl_ca: base64(ca) }),
    ...(client === undefined ? {} : { ssl_cert: base64(client.certificate), ssl_key: base64(client.key) }),
  }
  const remoteUnits = Object.fromEntries(
    Object.entries(relation.remoteUnits).map(([unit, bag]) => [unit, { ...bag, ...tls, db_host: host, db_port: String(port) }]),
  )
  const state = machine('bookworm', { web: { version: '1.0-1', services: ['web'] } })
  const config = { 'database-user': username }
  const out = await settle(charm, { ...state, config, now: Date.now() + 60_000, commands, relations: [{ ...relation, remoteUnits }] })
  const [look] = looks
  if (look === undefined) throw new Error(`the charm did not look: ${out.status.message}`)
  const files = Object.keys(out.files).filter((path) => path.endsWith('.pem'))
  return { look, url: text(out, '/etc/web/url').trim(), files: files.map((path) => [path, text(out, path)] as const) }
}

describe.each(['bookworm', 'newest'])('with the libraries of %s', { ...skipOutsideCi(whyNot), timeout: 120_000 }, (libraries) => {
  const host = own ?? ''
  let [root, other]: Pair[] = []
  let python: Python | undefined
  let folder = ''
  let [right, elsewhere, plain]: MariaDb[] = []
  const given = <Made>(made: Made | undefined): Made => {
    if (made === undefined) throw new Error('made before the tests')
    return made
  }
  const serve = (names: readonly string[]) => {
    const pair = issue(given(root), names)
    return startMariaDb(sql, { ca: given(root).certificate, ...pair })
  }

  beforeAll(async () => {
    if (whyNot !== undefined) return
    folder = mkdtempSync(join(tmpdir(), 'database-tls-'))
    ;[root, other] = [makeAuthority('Root'), makeAuthority('Other')]
    python = startPython(SIDES.database, installed(`database/${libraries}.txt`))
    ;[right, elsewhere, plain] = await Promise.all([serve([host]), serve(['db.example.com']), startMariaDb(sql)])
  }, 300_000)
  afterAll(() => {
    for (const one of [right, elsewhere, plain, python]) one?.stop()
    if (folder !== '') rmSync(folder, { recursive: true, force: true })
  })

  /** What the charm finds, and what a service does. */
  async function meet(told: Told) {
    const { look, url, files } = await deploy(told)
    const at = (path: string): string => join(folder, path.replaceAll('/', '_'))
    for (const [path, pem] of files) writeFileSync(at(path), pem, { mode: 0o600 })
    const here = files.reduce((text_, [path]) => text_.replace(path, at(path)), url)
    const [, ...args] = look.argv
    const env = { PATH: process.env.PATH, PYTHONPATH: installed(`database/${libraries}.txt`) }
    const { stdout, stderr } = spawnSync('python3', args, { input: look.input, encoding: 'utf8', env })
    const service = (await given(python).call('connect', { url: here })) as { readonly cipher?: string; readonly error?: string }
    return { look: stdout === '' ? stderr : (JSON.parse(stdout) as unknown), service }
  }
  const found = { tables: ['made'], others: expect.any(Number) }
  const encrypted = { cipher: expect.stringMatching(/^(?:TLS|ECDHE)/) }
  const refused = (why: RegExp) => ({ error: expect.stringMatching(why) })

  test('a database is reached by TLS', async () => {
    expect(await meet({ host, port: given(right).port, ca: given(root).certificate })).toEqual({ look: found, service: encrypted })
  })

  test('while authorities overlap, it is too', async () => {
    const ca = given(other).certificate + given(root).certificate
    expect(await meet({ host, port: given(right).port, ca })).toEqual({ look: found, service: encrypted })
  })

  test('one of another authority is not', async () => {
    const wrong = refused(/certificate verify failed/i)
    expect(await meet({ host, port: given(right).port, ca: given(other).certificate })).toEqual({ look: wrong, service: wrong })
  })

  test('one with a certificate for another host is not', async () => {
    const wrong = refused(/mismatch/i)
    expect(await meet({ host, port: given(elsewhere).port, ca: given(root).certificate })).toEqual({ look: wrong, service: wrong })
  })

  test('behind a router on this machine it is, when the authority is right', async () => {
    const behind = { host: '127.0.0.1', port: given(elsewhere).port }
    expect(await meet({ ...behind, ca: given(root).certificate })).toEqual({ look: found, service: encrypted })
    const wrong = refused(/certificate verify failed/i)
    expect(await meet({ ...behind, ca: given(other).certificate })).toEqual({ look: wrong, service: wrong })
  })

  test('one that gives an authority and speaks no TLS is not looked at in plain', async () => {
    const { look } = await meet({ host, port: given(plain).port, ca: given(root).certificate })
    expect(look).toEqual(refused(/not encrypted|support/i))
  })

  test('one that gives none is reached in plain', async () => {
    expect(await meet({ host, port: given(plain).port })).toEqual({ look: found, service: { cipher: '' } })
  })

  test('a user of whom a certificate is demanded gets in with it alone', async () => {
    const client = issue(given(root), ['web'], { extensions: 'basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth\n' })
    const known = { host, port: given(right).port, username: 'known', ca: given(root).certificate }
    expect(await meet({ ...known, client })).toEqual({ look: found, service: encrypted })
    const denied = refused(/Access denied/)
    expect(await meet(known)).toEqual({ look: denied, service: denied })
  })
})
