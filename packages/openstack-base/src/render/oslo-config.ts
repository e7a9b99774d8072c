/** Files that oslo.config reads. */
import type { Secret } from '@charm-layers/relation'
import { refuseControl } from './control.ts'
import type { Format } from './format.ts'

/**
 * The format of oslo.config, in which `$` begins a reference to another option, and quotes around a value are removed. A backslash before a
 * dollar sign cannot be written: the reader takes the two for an escaped dollar sign before it looks at anything else.
 */
export const osloConfig: Format = {
  name: 'oslo.config',
  refuses: (text) => refuseControl(text) ?? (text.includes('\\$') ? `holds \\$, which oslo.config cannot read` : undefined),
  write: (value) => {
    const escaped = value.replaceAll('$', '$$$$')
    return /^\s|\s$|^["']/.test(escaped) ? `"${escaped}"` : escaped
  },
}

/** The options of one section of an oslo.config file. An undefined option is left out. */
export type Section = Readonly<Record<string, string | number | boolean | Secret | undefined>>

/**
 * Writes a section with its heading. The text holds revealed secrets, so it must go into a file only.
 * @throws TypeError for a value that `refuses` of the format refuses.
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

/** Options to add to a file, by the section that they are for. */
export type Flags = ReadonlyMap<string, Readonly<Record<string, string>>>

const isHeading = (line: string): boolean => /^\[.*\]\s*$/.test(line)
const isOption = (line: string): boolean => /^[^#\s]/.test(line)

/**
 * Adds options to the sections of a file, after those that a section has, since the last one of a name counts. A section that is not
 * there comes at the end.
 */
export function extendSections(text: string, flags: Flags): string {
  const lines = text.replace(/\n+$/, '').split('\n')
  for (const [heading, options] of flags) {
    const added = Object.entries(options).map(([name, value]) => `${name} = ${osloConfig.write(value)}`)
    const at = lines.findIndex((line) => line.trim() === `[${heading}]`)
    if (at < 0) {
      lines.push('', `[${heading}]`, ...added)
      continue
    }
    const next = lines.findIndex((line, index) => index > at && isHeading(line))
    // Comments after the last option are about the next section.
    const last = lines.slice(0, next < 0 ? lines.length : next).findLastIndex(isOption)
    lines.splice(last + 1, 0, ...added)
  }
  return `${lines.join('\n')}\n`
}

/** Says why a flag cannot be written, in words that follow the name of the option that holds it. */
export const refusedFlag = (flags: Flags): string | undefined =>
  [...flags.values()].flatMap((options) => Object.values(options).flatMap((value) => osloConfig.refuses(value) ?? [])).at(0)
