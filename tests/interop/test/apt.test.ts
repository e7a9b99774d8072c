// The login of a package archive, as apt sends it to the archive.
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Desired, Step } from '@charm-layers/charm'
import { parseOrigin } from '@charm-layers/openstack-base'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { skipOutsideCi } from '../../../tools/skip.ts'

const whyNoApt = spawnSync('apt-get', ['--version']).status === 0 ? undefined : 'apt-get is not installed'
const machine = { distribution: 'ubuntu', codename: 'jammy', architecture: 'amd64' }
const steps = (desired: Desired): readonly Step[] =>
  desired === false || desired === undefined ? [] : 'kind' in desired ? [desired] : desired.flatMap(steps)

let server: Server
let folder: string
const asked = new Map<string, string | undefined>()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'apt-login-'))
  chmodSync(folder, 0o755)
  server = createServer(({ url = '', headers }, answer) => {
    const path = url.split('/')[1] ?? ''
    if (headers.authorization !== undefined) asked.set(path, Buffer.from(headers.authorization.replace('Basic ', ''), 'base64').toString())
    answer.writeHead(404).end()
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const login = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })

test('apt sends the login that stands in the option', { ...skipOutsideCi(whyNoApt), timeout: 60_000 }, async () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const seed = Date.now()
  const lines: string[] = []
  const auth: string[] = []
  const wanted = new Map<string, string>()
  for (const [index, [user, password]] of fc.sample(fc.tuple(login, fc.option(login, { nil: '' })), { numRuns: 100, seed }).entries()) {
    if (![user, password].every((one) => one.isWellFormed()) || user.includes(':')) continue
    const userinfo = `${encodeURIComponent(user)}${password === '' ? '' : `:${encodeURIComponent(password)}`}`
    const parsed = parseOrigin(`deb http://${userinfo}@127.0.0.1:${port}/a${index}/ jammy main`, machine)
    if ('problem' in parsed) continue
    const files = steps(parsed.steps).flatMap((step) => (step.kind === 'file' ? [step] : []))
    auth.push(
      ...files.filter(({ mode }) => mode === 0o600).map(({ content }) => (typeof content === 'string' ? content : content.reveal())),
    )
    lines.push(...files.filter(({ mode }) => mode !== 0o600).map(({ content }) => String(content)))
    wanted.set(`a${index}`, `${user}:${password}`)
  }
  for (const name of ['lists/partial', 'archives/partial', 'auth.conf.d']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'sources.list'), lines.join(''))
  writeFileSync(join(folder, 'auth.conf.d', 'openstack-origin.conf'), auth.join(''), { mode: 0o600 })
  const set = {
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::Etc::netrc': '/nowhere',
    'Dir::Etc::netrcparts': join(folder, 'auth.conf.d'),
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::Cache': folder,
    'APT::Sandbox::User': 'root',
    'Acquire::http::Proxy': 'false',
    'Acquire::Retries': '0',
    'Debug::NoLocking': '1',
  }
  const apt = spawn('apt-get', [...Object.entries(set).flatMap(([name, value]) => ['-o', `${name}=${value}`]), 'update'], {
    stdio: 'ignore',
  })
  await new Promise((resolve) => void apt.once('close', resolve))
  expect(wanted.size).toBeGreaterThan(20)
  expect({ seed, asked: Object.fromEntries(asked) }).toEqual({ seed, asked: Object.fromEntries(wanted) })
})
