// What the machine trusts: files, the two commands that make them known, and nothing left of them.
import { type Charm, defineCharm, status } from '@charm-layers/charm'
import { active, type Result, run, type State } from '@charm-layers/charm-testing'
import { tlsCertificates } from '@charm-layers/interface-tls-certificates'
import { expect, test } from 'vitest'
import { certificates, systemAuthorities, tlsOptions } from '../../src/index.ts'
import { now, root } from './greeter.ts'
import { base64, makeAuthority } from './pki.ts'

const charm: Charm = defineCharm({
  name: 'truster',
  summary: 'Trusts authorities',
  config: { ...tlsOptions },
  requires: { certificates: { ...tlsCertificates, optional: true } },
  desired: (context) => {
    const { tls, steps, statuses } = certificates(context, { requests: [], hosts: [] })
    return [steps, statuses.map(status), systemAuthorities(context, tls)]
  },
})

const next = makeAuthority('Next Root')
const offered: State = { now, offered: { 'ca-certificates': { version: '20230311', services: [] } } }
const folder = '/usr/local/share/ca-certificates/'
const trusted = ({ files }: Result): readonly string[] =>
  Object.entries(files)
    .flatMap(([path, of]) => (path.startsWith(folder) && path.endsWith('.crt') ? [of?.content ?? ''] : []))
    .sort()
const ran = ({ ran: commands }: Result): readonly string[] => commands.map(({ argv }) => argv.join(' '))
const both = ['update-ca-certificates', 'openssl rehash /etc/ssl/certs']
const set = (...pems: readonly string[]): Pick<State, 'config'> => ({ config: { ssl_ca: base64(pems.join('')) } })

test('an authority is trusted, and nothing runs again for it', async () => {
  const out = await run(charm, 'config-changed', { ...offered, ...set(root.certificate) })
  expect([out.status, trusted(out), ran(out)]).toEqual([active(), [root.certificate], both])
  const again = await run(charm, 'update-status', out)
  expect([again.changes, ran(again)]).toEqual([[], []])
})

test('two are trusted while one takes the place of the other', async () => {
  const one = await run(charm, 'config-changed', { ...offered, ...set(root.certificate) })
  const two = await run(charm, 'config-changed', { ...one, ...set(next.certificate, root.certificate) })
  expect([trusted(two), ran(two)]).toEqual([[root.certificate, next.certificate].sort(), both])
  const last = await run(charm, 'config-changed', { ...two, ...set(next.certificate) })
  expect([trusted(last), ran(last)]).toEqual([[next.certificate], both])
})

test('nothing is left of one that is trusted no more', async () => {
  const before = await run(charm, 'config-changed', { ...offered, ...set(root.certificate) })
  const [path = ''] = Object.keys(before.files).filter((one) => one.startsWith(folder))
  const link = path.replace(folder, '/etc/ssl/certs/').replace(/crt$/, 'pem')
  const linked = { ...before, files: { ...before.files, [link]: root.certificate } }
  const out = await run(charm, 'config-changed', { ...linked, config: {} })
  expect([Object.keys(out.files), ran(out)]).toEqual([[], both])
  expect(ran(await run(charm, 'update-status', out))).toEqual([])
})

test('a command that fails runs again, and what it was for is not forgotten', async () => {
  const fails: State = { commands: ({ argv }) => (argv[0] === 'openssl' ? { code: 1, stderr: 'no space left' } : {}) }
  const failed = await run(charm, 'config-changed', { ...offered, ...fails, ...set(root.certificate) })
  expect(failed.status).toEqual({
    name: 'blocked',
    message: 'Finding the certificate authorities by name failed with exit status 1: no space left',
  })
  const { commands: _, ...healed } = failed
  expect(ran(await run(charm, 'update-status', healed))).toEqual(both)
  const gone = await run(charm, 'config-changed', { ...healed, config: {} })
  expect([trusted(gone), ran(gone)]).toEqual([[], both])
})
