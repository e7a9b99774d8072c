/** The option `config-flags`, in the form of the Python charms: `key1=v1, key2=a,b,c`. */

type Flag = { readonly key: string; readonly value: string }

const name = /^[A-Za-z0-9_.-]+$/

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
