// Whatever somebody gives in place of certificates, the charm says what is wrong, and never throws.
import { run } from '@charm-layers/charm-testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkMaterial } from '../../src/features/tls/check.ts'
import { pemBlocks } from '../../src/features/tls/pem.ts'
import { record } from '../../src/features/tls/record.ts'
import { between, charm, leaf, now, options, related, root, told } from './greeter.ts'
import { base64 } from './pki.ts'

const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 1000) }

const good = [leaf.certificate, leaf.key, between.certificate, root.certificate]

/** PEM, or nearly: good blocks, cut, with signs changed, with other words around. */
const nearlyPem = fc
  .array(
    fc.oneof(
      fc.constantFrom(...good),
      fc.constantFrom(
        '-----BEGIN CERTIFICATE-----',
        '-----END CERTIFICATE-----',
        '-----BEGIN PRIVATE KEY-----',
        '\r\n',
        '\n',
        'Proc-Type: 4,ENCRYPTED\n',
      ),
      fc.tuple(fc.constantFrom(...good), fc.nat(2000), fc.nat(2000)).map(([text, from, to]) => text.slice(from, to)),
      fc
        .tuple(fc.constantFrom(...good), fc.nat(1000), fc.constantFrom('A', 'z', '0', '=', '\0', '€', '\n'))
        .map(([text, at, sign]) => text.slice(0, at) + sign + text.slice(at + 1)),
      fc.string(),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''))

/** A certificate with single bytes changed, which is still one in form. */
const nearlyCertificate = fc
  .tuple(fc.constantFrom(...good), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }))
  .map(([text, changes]) => {
    const [, label = '', body = ''] = /-----BEGIN ([A-Z ]+)-----([^-]*)/.exec(text) ?? []
    const bytes = Buffer.from(body, 'base64')
    for (const [at, value] of changes) bytes[at % bytes.length] = value
    return `-----BEGIN ${label}-----\n${bytes.toString('base64')}\n-----END ${label}-----\n`
  })

test('blocks are looked at without an exception', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(nearlyPem, nearlyCertificate), { maxLength: 4 }), nearlyCertificate, (texts, key) => {
      const blocks = texts.flatMap((text) => pemBlocks(text))
      const [first] = pemBlocks(key)
      if (first) checkMaterial({ certificates: blocks.slice(0, 2), key: first, authorities: blocks.slice(1) }, now)
    }),
    runs,
  )
})

test('options and answers give a status, and files only when all is right', async () => {
  const texts = fc.oneof(nearlyPem, nearlyCertificate, fc.string())
  await fc.assert(
    fc.asyncProperty(texts, texts, texts, fc.boolean(), async (cert, key, ca, encoded) => {
      const as = (text: string): string => (encoded ? base64(text) : text)
      const set = Object.fromEntries(
        Object.entries({ ssl_cert: as(cert), ssl_key: as(key), ssl_ca: as(ca) }).filter(([, text]) => text !== ''),
      )
      const out = await run(charm, 'config-changed', { now, config: options(set) })
      expect(out.status.name === 'active').toBe(Object.keys(out.files).length > 0)
      const answer = Object.fromEntries(Object.entries(told({ cert, key, ca })).filter(([, text]) => text !== ''))
      expect((await run(charm, 'certificates-relation-changed', { now, ...related(answer) })).status.message).not.toBe('')
    }),
    { numRuns: Math.ceil(runs.numRuns / 10) },
  )
})

test('a memory that something else has written counts as none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const { of, good: found } = record.parse(text)
      expect(typeof of === 'string' && found.every(({ until }) => until instanceof Date)).toBe(true)
    }),
    runs,
  )
})
