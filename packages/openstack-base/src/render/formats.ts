/** The formats that a file may have. */
import { refuseControl } from './control.ts'
import type { Format } from './format.ts'
import { osloConfig } from './oslo-config.ts'

/**
 * YAML (1.1 and 1.2). A text is always quoted, so a template puts no quotes around it. YAML reads the escapes of JSON. Characters that YAML
 * allows as escapes only are written so.
 */
const yaml: Format = {
  name: 'yaml',
  refuses: refuseControl,
  write: (text) => JSON.stringify(text).replace(/[\ufeff\ufffe\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`),
}

/**
 * HAProxy's configuration, in which a blank ends a word and `#` begins a comment (HAProxy's configuration manual, 2.2 Quoting and
 * escaping).
 */
const haproxy: Format = {
  name: 'haproxy',
  refuses: refuseControl,
  write: (text) => (text === '' ? "''" : text.replace(/[\\ #'"]/g, '\\$&')),
}

/** Text without escapes. The template has to see to it that a value cannot break the file. */
const plain: Format = { name: 'plain', refuses: refuseControl, write: (text) => text }

/** The formats by their names. */
export const formats: Readonly<Record<'oslo.config' | 'yaml' | 'haproxy' | 'plain', Format>> = {
  'oslo.config': osloConfig,
  yaml,
  haproxy,
  plain,
}

/** The name of a format. */
export type FormatName = keyof typeof formats
