import fc from 'fast-check'
import { type FuzzTarget, reading, YAML_TOKENS } from '../../../tools/fuzz/index.ts'
import { parseActions } from '../src/format/actions.ts'
import { parseConfig } from '../src/format/config.ts'
import { FormatError } from '../src/format/errors.ts'
import { parseMetadata } from '../src/format/metadata.ts'

const refuses = (parse: (text: string) => unknown) => (text: string) => {
  try {
    parse(text)
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
  }
}

const keys = [
  'name: a\n',
  'options:\n',
  '  a: {type: string, default: x}\n',
  'provides: {a: {interface: b}}\n',
  'storage:\n',
  'params: {a: {type: object}}\n',
]
// Files of charms are short; the reader of YAML is not made for megabytes.
const text = fc.array(fc.constantFrom(...YAML_TOKENS, ...keys), { maxLength: 200 }).map((parts) => parts.join(''))

export const targets: readonly FuzzTarget[] = [
  reading('metadata', text, refuses(parseMetadata)),
  reading('config', text, refuses(parseConfig)),
  reading(
    'actions',
    text,
    refuses((yaml) => parseActions('charm', yaml)),
  ),
]
