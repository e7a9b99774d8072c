/** Files that oslo.config reads. */
import type { Secret } from '@charm-layers/relation'
import { refuseControl } from './control.ts'
import type { Format } from './format.ts'

/** The format of oslo.config, in which `$` begins a reference to another option, and quotes around a value are removed. */
export const osloConfig: Format = {
  name: 'oslo.config',
  refuses: refuseControl,
  write: (value) => {
    const escaped = value.replaceAll('$', '$$$$')
    return /^\s|\s$|^["']/.test(escaped) ? `"${escaped}"` : escaped
  },
}

/** The options of one section of an oslo.config file. An undefined option is left out. */
export type Section = Readonly<Record<string, string | number | boolean | Secret | undefined>>

/**
 * Writes a section with its heading. The text holds revealed secrets, so it must go into a file only.
 * @throws TypeError for a value with a control character.
 */
export function osloSection(heading: string, options: Section): string {
  const lines = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined) return []
    const text = typeof value === 'object' ? value.reveal() : String(value)
    const refused = osloConfig.refuses(text)
    if (refused !== undefined) throw new TypeError(`[${heading}] ${name} ${refused}`)
    return [`${name} = ${osloConfig.write(text)}`]
  })
  return [`[${heading}]`, ...lines].join('\n')
}
