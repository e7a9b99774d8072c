// Each format that openstack-base writes, read back by what reads it on a machine.
import { formats, osloSection } from '@charm-layers/openstack-base'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { skipOutsideCi } from '../../../tools/skip.ts'
import { installed, type Python, SIDES, startPython, whyNoPython } from '../python.ts'

const numRuns = Number(process.env.PROPERTY_RUNS ?? 1000)
/** What means something to a reader, so that texts hold more of it than chance would put there. */
const signs = [
  // One of a line of texts with blanks between.
  ...String.raw`$ \ \$ $$ $own_key $other.own_key $name % %(x)s { } ~ " ' "" '' "a" # ; , : = [ ] - ? &a *a ! | > @`.split(' '),
  ...'true None null 10.0.0.1 http://a/b?c=d a 1 0x1 1e3 2001:db8::1 .inf 2026-01-01 😀 é'.split(' '),
  ...['{own_key}', '{other.own_key}'].map((name) => `$${name}`),
  ...[0x09, 0x0a, 0x0b, 0x0d, 0x20, 0x60, 0x85, 0xa0, 0x2003, 0x2028, 0x3000, 0xd800, 0xfeff, 0xfffe].map((code) =>
    String.fromCharCode(code),
  ),
]
const words = fc
  .array(fc.oneof(fc.constantFrom(...signs), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 6 })
  .map((some) => some.join(''))
const samples = (seed: number): string[] => fc.sample(fc.oneof(words, fc.string()), { numRuns, seed })
const seed = Date.now()

const started: Python[] = []
afterAll(() => started.map((one) => one.stop()))
const start = (program: string, ...folders: readonly string[]): Python => {
  const python = startPython(program, ...folders)
  started.push(python)
  return python
}

/** The first value that reads as another, with the seed that makes it again; undefined when there is none. */
const firstWrong = (given: readonly unknown[], read: readonly unknown[]): unknown => {
  const at = given.findIndex((one, index) => JSON.stringify(one) !== JSON.stringify(read[index]))
  return at < 0 && given.length === read.length ? undefined : { seed, wanted: given[at], read: read[at] }
}

describe('what is not refused is read as it was given', skipOutsideCi(whyNoPython), () => {
  describe.each(['yoga', 'antelope', 'caracal', 'newest'])('by oslo.config of %s', (release) => {
    let python: Python | undefined
    const reader = (): Python => (python ??= start(SIDES.oslo, installed(`oslo/${release}.txt`), installed('readers.txt')))
    const file = (values: readonly string[]): string =>
      [
        osloSection('DEFAULT', { own_key: 'SECRET', name: 'NAME' }),
        osloSection('other', { own_key: 'ANOTHER' }),
        osloSection('given', Object.fromEntries(values.map((value, index) => [`o${index}`, value]))),
      ].join('\n\n')
    const written = samples(seed).filter((text) => formats['oslo.config'].refuses(text) === undefined)
    const names = written.map((_, index) => `o${index}`)

    test('as a text', { timeout: 120_000 }, async () => {
      expect(written.length).toBeGreaterThan(numRuns / 5)
      const read = (await reader().call('read', { text: file(written), names, kind: 'text' })) as unknown[]
      expect(
        firstWrong(
          written.map((value) => ({ value })),
          read,
        ),
      ).toBeUndefined()
    })

    test('as one of several texts', { timeout: 120_000 }, async () => {
      const lines = written.map((value) => `o = ${formats['oslo.config'].write(value)}`)
      const text = ['[DEFAULT]', 'own_key = SECRET', '[given]', ...lines, ''].join('\n')
      const [read] = (await reader().call('read', { text, names: ['o'], kind: 'several' })) as { value: unknown[] }[]
      expect(firstWrong(written, read?.value ?? [])).toBeUndefined()
    })

    test.each(['text without quotes', 'list', 'list without quotes', 'dict', 'boolean', 'integer', 'host', 'url'])(
      'as a %s: what that makes of the text itself',
      { timeout: 120_000 },
      async (kind) => {
        const alone = (await reader().call('alone', { texts: written, kind })) as unknown[]
        const read = (await reader().call('read', { text: file(written), names, kind })) as unknown[]
        expect(firstWrong(alone, read)).toBeUndefined()
      },
    )
  })

  test('by PyYAML', { timeout: 120_000 }, async () => {
    const { yaml } = formats
    const written = samples(seed).filter((text) => yaml.refuses(text) === undefined)
    const text = [...written.map((value) => `- ${yaml.write(value)}\n`), ...written.map((value) => `- k: ${yaml.write(value)}\n`)].join('')
    const both = (await start(SIDES.yaml, installed('readers.txt')).call('read', { text })) as unknown[][]
    for (const read of both) expect(firstWrong([...written, ...written.map((k) => ({ k }))], read)).toBeUndefined()
  })
})
