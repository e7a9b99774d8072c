/** Inputs that are meant to break readers: texts of all kinds, JSON of any depth, databags with any keys, and some of everything at megabytes. */
import fc from 'fast-check'

/** Words that programs mistake for something else, and names that objects have by themselves. */
const WORDS = [
  'None',
  'null',
  'NaN',
  'True',
  'undefined',
  '-1',
  '0',
  '1e309',
  '007',
  '0x10',
  '__proto__',
  'constructor',
  'toString',
  'valueOf',
  '',
  ' ',
  '\n',
  '\0',
  '\u2028',
  '\ufeff',
  '\ud800',
  '"x"',
  "'",
  '../..',
  '$(x)',
  '%s',
  'a',
] as const

/** Pieces of JSON. */
export const JSON_TOKENS: readonly string[] = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"a"',
  '"__proto__"',
  '"toString"',
  '"valueOf"',
  'null',
  '1',
  '1e999',
  '-',
  'true',
  '"',
  '\\',
  '\\u',
  ' ',
]

/** Pieces of YAML. */
export const YAML_TOKENS: readonly string[] = [
  ...JSON_TOKENS,
  '- ',
  '? ',
  ': ',
  '\n',
  '\n  ',
  '&a ',
  '*a',
  '<<: *a',
  '!!binary ',
  '!!js/function ',
  '| \n',
  '>-\n',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '#',
  "'",
  '~',
  '@',
  '`',
  '\t',
  '0o7',
  '1_000',
  '12:30:45',
  'a: ',
  'yes',
]

/** A text of a piece again and again, up to ten megabytes: long enough to show a reader whose time grows faster than its input. */
const longOf = (pieces: readonly string[]): fc.Arbitrary<string> =>
  fc
    .record({
      piece: fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('') || ' '),
      before: fc.constantFrom('', ...pieces),
      after: fc.constantFrom('', ...pieces),
      megabytes: fc.constantFrom(0.01, 0.1, 1, 1, 2, 10),
    })
    .map(({ piece, before, after, megabytes }) => `${before}${piece.repeat(Math.ceil((megabytes * 1_000_000) / piece.length))}${after}`)

/** Any JSON value; objects may have members that objects have by themselves. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e21, ...WORDS),
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true }),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(
        fc.tuple(
          fc.oneof(fc.constantFrom('toString', 'valueOf', 'constructor', '__proto__', 'state', 'key', 'length'), fc.string()),
          tie('value'),
        ),
        { maxLength: 4 },
      )
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value

/** JSON as text: of any value, or nested so deeply that a reader which calls itself runs out of stack. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: anyJson.map((value) => JSON.stringify(value)) },
  {
    weight: 1,
    arbitrary: fc
      .record({
        depth: fc.constantFrom(10, 1000, 10_000, 100_000),
        open: fc.constantFrom('[', '{"a":', '[{"a":', '{"a":['),
        inner: anyJson,
      })
      .map(({ depth, open, inner }) => {
        const close = open === '[' ? ']' : open === '{"a":' ? '}' : open === '[{"a":' ? '}]' : ']}'
        return `${open.repeat(depth)}${JSON.stringify(inner)}${close.repeat(depth)}`
      }),
  },
)

/** Any text of these pieces; now and then a long one. */
export const anyTextOf = (pieces: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 60, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: longOf(pieces) },
  )

/** Any text at all: random, of hostile words, JSON, Python's spelling of it, YAML, and now and then long. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 10, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 10, arbitrary: hostileJson },
  { weight: 5, arbitrary: hostileJson.map((text) => text.replaceAll('"', "'")) },
  { weight: 10, arbitrary: anyTextOf(YAML_TOKENS) },
  { weight: 1, arbitrary: longOf([...WORDS, ...YAML_TOKENS, '=', '/', '@', '_', '1.', ', ']) },
)

/** Any bytes; `like` are streams as they really are, which are cut, and changed in a few places. */
export const anyBytes = (like: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    fc
      .record({
        real: fc.constantFrom(...like),
        changes: fc.array(fc.tuple(fc.nat(4096), fc.nat(255)), { maxLength: 4 }),
        end: fc.nat(4096),
        more: fc.uint8Array({ maxLength: 16 }),
      })
      .map(({ real, changes, end, more }) => {
        const bytes = Uint8Array.from([...real.subarray(0, real.length - (end % (real.length + 1))), ...more])
        for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte
        return bytes
      }),
  )

/**
 * Any databag with some of these keys, and others. A key has any text, or one of its usual values, so that a reader gets past the keys that
 * it looks at first.
 */
export const anyBag = (usual: Readonly<Record<string, readonly string[]>>): fc.Arbitrary<Readonly<Record<string, string>>> => {
  const known = Object.entries(usual).map(([key, values]) =>
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...values).map((value) => [[key, value]]) },
      { weight: 1, arbitrary: anyText.map((value) => [[key, value]]) },
      { weight: 1, arbitrary: fc.constant([]) },
    ),
  )
  const other = fc.array(
    fc.tuple(fc.oneof(fc.constantFrom(...WORDS, ...Object.keys(usual).map((key) => `x_${key}`)), fc.string()), anyText),
    { maxLength: 2 },
  )
  return fc
    .tuple(fc.tuple(...known), fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: other }))
    .map(([entries, more]) => Object.fromEntries([...more, ...entries.flat()]))
}
