// What an operator or a provider can give that no server should get: the status says what is wrong, and the files stay.
import { run, type State } from '@charm-layers/charm-testing'
import { describe, expect, test } from 'vitest'
import { between, charm, leaf, name, now, options, related, root, told } from './greeter.ts'
import { base64, issue, makeAuthority, makeKey, openssl } from './pki.ts'

const day = 86_400_000

const withPassphrase = (...how: readonly string[]): string =>
  openssl(['pkey', '-in', 'key', '-aes256', '-passout', 'pass:hunter2', ...how], { key: leaf.key })

const extensions = (...lines: readonly string[]): string => [`subjectAltName=DNS:${name}`, ...lines, ''].join('\n')

const other = issue(between, ['other.example.com', '10.0.0.99'])
const namesake = makeAuthority('Test Root')
const stranger = makeAuthority('Strange Root')
const client = issue(root, [name], { extensions: extensions('extendedKeyUsage=clientAuth') })
const short = issue(root, [name], { kind: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'] })
const oldCurve = issue(root, [name], { kind: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:prime192v1'] })
const bySha1 = issue(root, [name], { digest: 'sha1' })
const shortBetween = makeAuthority('Short Intermediate', { by: root, kind: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'] })
const shortRoot = makeAuthority('Short Root', { kind: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'] })
const byShortRoot = issue(shortRoot, [name])
const byShort = issue(shortBetween, [name])
const noAuthority = issue(root, ['Test Impostor'])
const byImpostor = issue(noAuthority, [name])
const ending = makeAuthority('Ending Intermediate', { by: root, days: 10 })
const byEnding = issue(ending, [name])
const selfSigned = issue(undefined, [name])
const cut = leaf.certificate.replace(/\n[^-\n]+\n-----END/, '\n-----END')
const torn = leaf.certificate.slice(0, 200)
const id = 'secret:cq9r1kvmp25c77u0a1b0'

type Given = Partial<Record<'ssl_cert' | 'ssl_key' | 'ssl_ca', string>>
const given = (cert: string, key: string, ca = root.certificate): Given => ({
  ssl_cert: base64(cert),
  ssl_key: base64(key),
  ssl_ca: base64(ca),
})

const atFirst = `begins on ${new Date(now - 60_000).toISOString().slice(0, 10)}`
const atLast = (days: number): string => `ended on ${new Date(now - 60_000 + days * day).toISOString().slice(0, 10)}`

describe('options with', () => {
  test.for<[what: string, of: Given, why: string, more?: Partial<State>]>([
    ['the key of another certificate', { ssl_key: base64(other.key) }, "option 'ssl_key' does not belong to the certificate"],
    ['an expired certificate', {}, `option 'ssl_cert' has expired: '${name}' ${atLast(397)}`, { now: now + 400 * day }],
    ['a certificate of tomorrow', {}, `option 'ssl_cert' is not valid yet: '${name}' ${atFirst}`, { now: now - day }],
    [
      'a certificate for another name',
      given(other.certificate + between.certificate, other.key),
      `option 'ssl_cert' is not for ${name}, which clients call, but for other.example.com 10.0.0.99`,
    ],
    [
      'a key with a passphrase',
      { ssl_key: base64(withPassphrase()) },
      "option 'ssl_key' has a passphrase, which no server could ask for: openssl pkey -in KEY -out KEY-WITHOUT",
    ],
    [
      'a key with a passphrase in the older form',
      { ssl_key: base64(withPassphrase('-traditional')) },
      "option 'ssl_key' has a passphrase, which no server could ask for: openssl pkey -in KEY -out KEY-WITHOUT",
    ],
    ['a certificate that is not base64', { ssl_cert: '(no base64)' }, "option 'ssl_cert' is not base64, as base64 -w0 FILE prints it"],
    ['PEM that is not in base64', { ssl_cert: leaf.certificate }, "option 'ssl_cert' is not base64, as base64 -w0 FILE prints it"],
    ['a key that is not base64', { ssl_key: '(no base64)' }, "option 'ssl_key' is not base64, as base64 -w0 FILE prints it"],
    ['an authority that is not base64', { ssl_ca: '(no base64)' }, "option 'ssl_ca' is not base64, as base64 -w0 FILE prints it"],
    ['a certificate that is not PEM', { ssl_cert: base64('no PEM') }, "option 'ssl_cert' holds no certificate in PEM"],
    ['a key in place of the certificate', { ssl_cert: base64(leaf.key) }, "option 'ssl_cert' holds no certificate in PEM"],
    ['a key that is not PEM', { ssl_key: base64('no PEM') }, "option 'ssl_key' holds no private key in PEM"],
    ['an authority that is not PEM', { ssl_ca: base64('no PEM') }, "option 'ssl_ca' holds no certificate in PEM"],
    ['a certificate that is cut off', { ssl_cert: base64(cut) }, "option 'ssl_cert' holds a certificate that cannot be read"],
    ['an authority that is cut off', { ssl_ca: base64(cut) }, "option 'ssl_ca' holds a certificate that cannot be read"],
    [
      'a chain that is torn off',
      { ssl_cert: base64(leaf.certificate + torn) },
      "option 'ssl_cert' holds a certificate that cannot be read",
    ],
    [
      'a chain with a blot',
      { ssl_cert: base64(leaf.certificate + torn.replaceAll('M', '?')) },
      "option 'ssl_cert' holds a certificate that cannot be read",
    ],
    [
      'a key that is none inside',
      { ssl_key: base64(makeKey().replace(/M[^-]{20}/, 'AAAAAAAAAAAAAAAAAAAAA')) },
      "option 'ssl_key' holds no private key that can be read",
    ],
    [
      'the authority in front of the certificate',
      { ssl_cert: base64(between.certificate + leaf.certificate) },
      "option 'ssl_cert' has its chain out of order: the certificate of the key has to be the first one",
    ],
    [
      'the root in front of the authority below it',
      { ssl_cert: base64(leaf.certificate + root.certificate + between.certificate) },
      `option 'ssl_cert' has its chain out of order: 'Test Root' stands behind '${name}', which 'Test Intermediate' has issued`,
    ],
    [
      'a chain with a gap',
      { ssl_cert: base64(leaf.certificate + root.certificate) },
      `option 'ssl_cert' has an incomplete chain: 'Test Root' stands behind '${name}', which 'Test Intermediate' has issued`,
    ],
    [
      'no authority between the certificate and the root',
      { ssl_cert: base64(leaf.certificate) },
      `option 'ssl_ca' is not the issuer: 'Test Intermediate', which has issued '${name}', is neither in it nor in its chain, which may be incomplete`,
    ],
    ['no root', { ssl_ca: '' }, "option 'ssl_ca' is missing: it has to hold 'Test Root', which has issued 'Test Intermediate'"],
    [
      'another root',
      { ssl_ca: base64(stranger.certificate) },
      "option 'ssl_ca' is not the issuer: 'Test Root', which has issued 'Test Intermediate', is neither in it nor behind it",
    ],
    [
      'another root of the same name',
      { ssl_ca: base64(namesake.certificate) },
      "option 'ssl_ca' holds another 'Test Root' than the one that has issued 'Test Intermediate'",
    ],
    [
      'a certificate that has signed itself, and no authority',
      { ...given(selfSigned.certificate, selfSigned.key), ssl_ca: '' },
      `option 'ssl_ca' is missing: it has to hold '${name}', which has issued '${name}'`,
    ],
    [
      'an issuer that is no authority',
      given(byImpostor.certificate + noAuthority.certificate, byImpostor.key),
      "option 'ssl_cert' has a chain with a certificate of no authority",
    ],
    [
      'an expired authority in between',
      given(byEnding.certificate + ending.certificate, byEnding.key),
      `option 'ssl_cert' has expired: 'Ending Intermediate' ${atLast(10)}`,
      { now: now + 20 * day },
    ],
    ['the certificate of a client', given(client.certificate, client.key), "option 'ssl_cert' is not for servers"],
    ['a short key', given(short.certificate, short.key), `option 'ssl_cert' has a key of 1024 bits, which no client takes: '${name}'`],
    [
      'a curve that is too small',
      given(oldCurve.certificate, oldCurve.key),
      `option 'ssl_cert' has a key of the curve prime192v1, which no client takes: '${name}'`,
    ],
    [
      'a signature of yesterday',
      given(bySha1.certificate, bySha1.key),
      `option 'ssl_cert' is signed by ecdsa-with-SHA1, which no client takes: '${name}'`,
    ],
    [
      'a root whose key is short',
      given(byShortRoot.certificate, byShortRoot.key, shortRoot.certificate),
      "option 'ssl_ca' has a key of 1024 bits, which no client takes: 'Short Root'",
    ],
    [
      'an authority in between whose key is short',
      given(byShort.certificate + shortBetween.certificate, byShort.key),
      "option 'ssl_cert' has a key of 1024 bits, which no client takes: 'Short Intermediate'",
    ],
    ['a certificate alone', { ssl_key: '' }, "option 'ssl_key' is missing: ssl_cert is set"],
    ['a key alone', { ssl_cert: '' }, "option 'ssl_cert' is missing: ssl_key is set"],
    ['a secret that is gone', { ssl_key: id }, "option 'ssl_key': the secret is gone or not granted to this application"],
    [
      'a secret without the key',
      { ssl_key: id },
      "option 'ssl_key': the secret has no key 'ssl-key'",
      { secrets: { [id]: { one: 'x', two: 'y' } } },
    ],
  ])('%s', async ([, of, message, more = {}]) => {
    const good = await run(charm, 'config-changed', { now, config: options() })
    const out = await run(charm, 'config-changed', { ...good, config: options(of), ...more })
    expect(out.status).toEqual({ name: 'blocked', message })
    expect([out.files, out.memory]).toEqual([good.files, good.memory])
    const first = await run(charm, 'config-changed', { now, config: options(of), ...more })
    expect([first.status, first.files]).toEqual([out.status, {}])
    expect((await run(charm, 'config-changed', { ...out, now, config: options() })).status.name).toBe('active')
  })
})

describe('a provider that tells', () => {
  test.for<[what: string, of: Parameters<typeof told>[0], why: string, more?: Partial<State>]>([
    ['the key of another certificate', { key: other.key }, `the key of ${name} does not belong to the certificate`],
    ['an expired certificate', {}, `the certificate of ${name} has expired: '${name}' ${atLast(397)}`, { now: now + 400 * day }],
    [
      'a certificate for another name',
      { cert: other.certificate, key: other.key },
      `the certificate of ${name} is for other names: other.example.com 10.0.0.99`,
    ],
    [
      'a key with a passphrase',
      { key: withPassphrase() },
      `the key of ${name} has a passphrase, which no server could ask for: openssl pkey -in KEY -out KEY-WITHOUT`,
    ],
    ['no PEM for a key', { key: 'no PEM' }, `the key of ${name} holds no private key in PEM`],
    ['no PEM for a certificate', { cert: 'no PEM', chain: '' }, `the certificate of ${name} holds no certificate in PEM`],
    ['no PEM for its authority', { ca: 'no PEM' }, 'the authority holds no certificate in PEM'],
    [
      'another authority',
      { ca: namesake.certificate },
      "the authority holds another 'Test Root' than the one that has issued 'Test Intermediate'",
    ],
    [
      'no chain',
      { chain: '' },
      `the authority is not the issuer: 'Test Intermediate', which has issued '${name}', is neither in it nor in its chain, which may be incomplete`,
    ],
  ])('%s', async ([, of, why, more = {}]) => {
    const good = await run(charm, 'certificates-relation-changed', { now, ...related(told()) })
    const out = await run(charm, 'certificates-relation-changed', { ...good, ...related(told(of)), ...more })
    expect(out.status).toEqual({ name: 'blocked', message: `'certificates' invalid: ${why}` })
    expect([out.files, out.memory]).toEqual([good.files, good.memory])
  })

  test('nothing more of a certificate that it has told: the files stay', async () => {
    const good = await run(charm, 'certificates-relation-changed', { now, ...related(told()) })
    const out = await run(charm, 'certificates-relation-changed', { ...good, ...related({ ca: root.certificate }) })
    expect([out.status.name, out.files]).toEqual(['waiting', good.files])
  })
})
