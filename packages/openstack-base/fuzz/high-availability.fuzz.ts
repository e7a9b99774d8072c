// What an operator says of high availability, and HAProxy's file, which HAProxy itself has to take.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { secret } from '@charm-layers/charm'
import { parseLabel } from '@charm-layers/relation/wire'
import fc from 'fast-check'
import { unpacked, whyNoDebian, withLibraries } from '../../../tests/interop/debian.ts'
import { anyText, anyTextOf, type FuzzTarget, reading, roundTrip } from '../../../tools/fuzz/index.ts'
import { namedVips } from '../src/addresses.ts'
import type { Balancing } from '../src/features/high-availability/balancing.ts'
import { haproxyConfig } from '../src/features/high-availability/haproxy.ts'
import { haOptions } from '../src/features/high-availability/options.ts'
import { formats } from '../src/index.ts'
import { issue, makeAuthority } from '../test/tls/pki.ts'

const parts = ['10.0.0.100', 'fd00::1', '::', '.', ':', '%eth0', ' ', '\t', ',', '\n', '/24', '0', 'None', '255']

const unitName = fc.tuple(fc.constantFrom('trove', 'a-b', 'x9'), fc.nat(9999)).map(([name, number]) => `${name}/${number}`)
const address = fc.oneof(fc.ipV4(), fc.ipV6())
/** A name in a certificate, as another unit tells it. */
const certifies = anyText.filter((text) => parseLabel(text) !== undefined)
const server = fc.record({ unit: unitName, address, own: fc.boolean(), certifies }, { requiredKeys: ['unit', 'address'] })
const backend = fc.record({
  address,
  length: fc.nat(32),
  servers: fc.uniqueArray(server, { minLength: 1, maxLength: 4, selector: ({ unit }) => unit }),
})
const folder = mkdtempSync(join(tmpdir(), 'haproxy-'))

/** What TLS needs on this machine. HAProxy looks at the files as well. */
function makeFiles(): { readonly certificates: string; readonly authorities: string } {
  const [certificates, authorities] = [join(folder, 'certificates'), join(folder, 'authorities.pem')]
  const authority = makeAuthority('An authority')
  const { certificate, key } = issue(authority, ['trove.example.com'])
  mkdirSync(certificates)
  writeFileSync(join(certificates, '0.pem'), `${certificate}${key}`)
  writeFileSync(authorities, authority.certificate)
  return { certificates, authorities }
}

const encryption = (): fc.Arbitrary<Balancing['encryption']> => {
  const files = makeFiles()
  return fc.option(
    fc.constantFrom('http' as const, 'both' as const, 'https' as const).map((answers) => ({ answers, ...files })),
    { nil: undefined },
  )
}

const timeout = fc.integer({ min: 1, max: 2 ** 31 - 1 })
const balancing = (): fc.Arbitrary<Balancing> =>
  fc
    .record({
      ports: fc.uniqueArray(
        fc.integer({ min: 30, max: 65_535 }).filter((port) => port % 7 === 0 && port !== 8888),
        { minLength: 1, maxLength: 3 },
      ),
      backends: fc.uniqueArray(backend, { minLength: 1, maxLength: 4, selector: (one) => one.address }),
      health: anyText.filter((text) => text.length < 2000 && formats.haproxy.refuses(text) === undefined).map((text) => `/${text}`),
      hasV6: fc.boolean(),
      timeouts: fc.record({ queue: timeout, connect: timeout, client: timeout, server: timeout }),
      encryption: encryption(),
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
  const file = join(folder, 'haproxy.cfg')
  return roundTrip('haproxy.cfg with HAProxy', balancing(), {
    // The user that HAProxy becomes is on its own machines only.
    write: (of) =>
      haproxyConfig(of)
        .replaceAll('user haproxy', 'user root')
        .replaceAll('group haproxy', 'group root')
        .replaceAll('/run/haproxy', folder),
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
