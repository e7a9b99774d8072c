/** The formats that a file may have. */
import { refuseControl } from './control.ts'
import type { Format } from './format.ts'
import { osloConfig } from './oslo-config.ts'

/** YAML (1.1 and 1.2): a text is always quoted, so a template puts no quotes around it. What JSON escapes, YAML reads. */
const yaml: Format = { name: 'yaml', refuses: refuseControl, write: (text) => JSON.stringify(text.toWellFormed()) }

/** HAProxy's configuration: a word ends at a blank, `#` begins a comment (HAProxy's configuration manual, 2.2 Quoting and escaping). */
const haproxy: Format = {
  name: 'haproxy',
  refuses: refuseControl,
  write: (text) => (text === '' ? "''" : text.replace(/[\\ #'"]/g, '\\$&')),
}

/** Text without rules: what a value is not to become is the template's matter. */
const plain: Format = { name: 'plain', refuses: refuseControl, write: (text) => text }

/** Formats by their names. */
export const formats: Readonly<Record<'oslo.config' | 'yaml' | 'haproxy' | 'plain', Format>> = {
  'oslo.config': osloConfig,
  yaml,
  haproxy,
  plain,
}

/** Name of a format. */
export type FormatName = keyof typeof formats
