// What an operator says of high availability, and HAProxy's file, which HAProxy itself has to take.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { secret } from '@charm-layers/charm'
import fc from 'fast-check'
import { unpacked, whyNoDebian, withLibraries } from '../../../tests/interop/debian.ts'
import { anyText, anyTextOf, type FuzzTarget, reading, roundTrip } from '../../../tools/fuzz/index.ts'
import { namedVips } from '../src/addresses.ts'
import { type Balancing, haproxyConfig } from '../src/features/high-availability/haproxy.ts'
import { haOptions } from '../src/features/high-availability/options.ts'
import { formats } from '../src/index.ts'

const parts = ['10.0.0.100', 'fd00::1', '::', '.', ':', '%eth0', ' ', '\t', ',', '\n', '/24', '0', 'None', '255']

const unitName = fc.tuple(fc.constantFrom('trove', 'a-b', 'x9'), fc.nat(9999)).map(([name, number]) => `${name}/${number}`)
const address = fc.oneof(fc.ipV4(), fc.ipV6())
const backend = fc.record({
  address,
  length: fc.nat(32),
  servers: fc.uniqueArray(fc.record({ unit: unitName, address }), { minLength: 1, maxLength: 4, selector: ({ unit }) => unit }),
})
const timeout = fc.integer({ min: 1, max: 2 ** 31 - 1 })
const balancing: fc.Arbitrary<Balancing> = fc
  .record({
    ports: fc.uniqueArray(
      fc.integer({ min: 30, max: 65_535 }).filter((port) => port % 7 === 0 && port !== 8888),
      { minLength: 1, maxLength: 3 },
    ),
    backends: fc.uniqueArray(backend, { minLength: 1, maxLength: 4, selector: (one) => one.address }),
    health: anyText.filter((text) => text.length < 2000 && formats.haproxy.refuses(text) === undefined).map((text) => `/${text}`),
    hasV6: fc.boolean(),
    timeouts: fc.record({ queue: timeout, connect: timeout, client: timeout, server: timeout }),
    password: fc.string({ unit: fc.constantFrom('0', '7', 'a', 'f'), minLength: 32, maxLength: 32 }),
  })
  .map(({ ports, backends, password, ...rest }) => ({
    ...rest,
    services: [{ name: 'trove-api', ports }],
    backends: backends.map(({ length, ...one }) => ({ ...one, network: `${one.address}/${length}` })),
    password: secret(password),
  }))

/** Lets HAProxy look at a file; gives what it says against it. */
function checked(root: string, file: string): string {
  const { status, stderr } = spawnSync(join(root, 'usr/sbin/haproxy'), ['-c', '-f', file], { encoding: 'utf8', env: withLibraries(root) })
  return status === 0 ? '' : `${status}: ${stderr}`
}

function accepted(): FuzzTarget {
  const root = unpacked()
  const file = join(mkdtempSync(join(tmpdir(), 'haproxy-')), 'haproxy.cfg')
  return roundTrip('haproxy.cfg with HAProxy', balancing, {
    // The user that HAProxy becomes is on its own machines only.
    write: (of) => haproxyConfig(of).replace('user haproxy', 'user root').replace('group haproxy', 'group root'),
    read: (text) => {
      writeFileSync(file, text)
      return checked(root, file)
    },
    plain: (value) => (typeof value === 'string' ? value : ''),
  })
}
if (whyNoDebian !== undefined) process.stdout.write(`left out: HAProxy, since ${whyNoDebian}\n`)

export const targets: readonly FuzzTarget[] = [
  reading('option vip', anyTextOf(parts), (text) => [haOptions.vip.check(text), namedVips(text)]),
  reading('option vip, of any text', anyText, (text) => [haOptions.vip.check(text), namedVips(text)]),
  reading('option vip_iface', anyText, (text) => haOptions.vip_iface.check(text)),
  ...(whyNoDebian === undefined ? [accepted()] : []),
]
