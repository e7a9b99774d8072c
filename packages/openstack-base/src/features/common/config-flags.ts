/** Options such as `config-flags`, in the form of the Python charms: `key1=v1, section.key2=a,b,c`. */
import { type Option, option } from '@charm-layers/charm'
import { type Check, checked } from '../../define/checked.ts'
import type { Flags } from '../../render/oslo-config.ts'

type Flag = { readonly key: string; readonly value: string }

/** An option of a section has the section's name and a dot before its own. Names of options have no dots. */
const name = /^([A-Za-z0-9_:-]+\.)*[A-Za-z0-9_-]+$/

/**
 * Parses the option. It splits the text at `=`. Between two `=`, the text after the last comma is the next key, so values may hold commas.
 */
export function parseConfigFlags(text: string): { readonly flags: readonly Flag[] } | { readonly problem: string } {
  if (text.trim() === '') return { flags: [] }
  const expected = 'is not of the form key=value, key=value'
  if (text.includes('==')) return { problem: expected }
  const parts = text.split('=')
  const flags: Flag[] = []
  let key = parts[0]?.trim() ?? ''
  for (const [at, part] of parts.slice(1).entries()) {
    const isLast = at === parts.length - 2
    const comma = isLast ? part.length : part.lastIndexOf(',')
    if (comma < 0 || !name.test(key)) return { problem: expected }
    flags.push({ key, value: part.slice(0, comma).replace(/^[\s,]+|[\s,]+$/g, '') })
    key = part.slice(comma + 1).trim()
  }
  return flags.length === 0 ? { problem: expected } : { flags }
}

/** Gives flags by the section that they are for; none for a text that cannot be parsed. */
export function flagsBySection(text: string): Flags {
  const parsed = parseConfigFlags(text)
  const sections = new Map<string, Record<string, string>>()
  for (const { key, value } of 'problem' in parsed ? [] : parsed.flags) {
    const dot = key.lastIndexOf('.')
    const section = dot < 0 ? 'DEFAULT' : key.slice(0, dot)
    sections.set(section, { ...sections.get(section), [key.slice(dot + 1)]: value })
  }
  return sections
}

/** Makes an option whose value extends the sections of files, as `flags` of a configuration file names it. */
export const configFlags = (files: string): Extract<Option, { readonly type: 'string' }> & { readonly check: Check<string> } =>
  checked(
    option.string({
      description: `Further options for ${files}, separated by commas: key=value for section [DEFAULT], section.key=value for any other. The last one of a name counts.`,
    }),
    (text) => {
      const parsed = parseConfigFlags(text)
      return 'problem' in parsed ? parsed.problem : undefined
    },
  )
