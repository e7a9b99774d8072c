/** How Go reads and prints plain values. Juju's texts show values the way Go prints them, so they have to be made the same way. */

const controls: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
}

const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0')

const quotedCharacter = (character: string): string => {
  const known = controls[character]
  if (known !== undefined) return known
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`
  if (/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) return character
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`
}

/** Quotes a text as `%q` does. */
export const quote = (text: string): string => `"${Array.from(text, quotedCharacter).join('')}"`

/** Prints a float as `%v` does: the shortest digits, with an exponent below 1e-04 and from 1e+06 on. */
export const floatText = (value: number): string => {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (Object.is(value, -0)) return '-0'
  const [digits, exponent] = value.toExponential().split('e')
  const power = Number(exponent)
  if (value === 0 || (power >= -4 && power < 6)) return String(value)
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

const maxInt64 = 2n ** 63n - 1n
const minInt64 = -(2n ** 63n)

/** Tells whether a number fits Go's int64. */
export const isInt64 = (value: bigint): boolean => value >= minInt64 && value <= maxInt64

/** Reads an integer of any size as `strconv.ParseInt` does; base 0 accepts the prefixes 0x, 0o, 0b, a leading 0 for octal, and underscores. */
export const parseInteger = (text: string, base: 0 | 10): bigint | undefined => {
  const [, sign, digits = ''] = /^([-+]?)(.*)$/s.exec(text) ?? []
  const magnitude = base === 10 ? decimal(digits) : prefixed(digits)
  if (magnitude === undefined) return undefined
  return sign === '-' ? -magnitude : magnitude
}

const decimal = (digits: string): bigint | undefined => (/^[0-9]+$/.test(digits) ? BigInt(digits) : undefined)

const prefixed = (digits: string): bigint | undefined => {
  if (/^0[xX](_?[0-9a-fA-F])+$/.test(digits) || /^0[oO](_?[0-7])+$/.test(digits) || /^0[bB](_?[01])+$/.test(digits)) {
    return BigInt(digits.replaceAll('_', '').toLowerCase())
  }
  if (/^0(_?[0-7])+$/.test(digits)) return BigInt(`0o${digits.slice(1).replaceAll('_', '')}`)
  return /^(0|[1-9](_?[0-9])*)$/.test(digits) ? BigInt(digits.replaceAll('_', '')) : undefined
}

/** Reads an int64 as `strconv.ParseInt(text, base, 64)` does. */
export const parseInt64 = (text: string, base: 0 | 10): bigint | undefined => {
  const value = parseInteger(text, base)
  return value !== undefined && isInt64(value) ? value : undefined
}

/** Reads a float as `strconv.ParseFloat` does, its words for infinity and "not a number" included. */
export const parseFloat64 = (text: string): number | undefined => {
  if (/^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/.test(text)) {
    const value = Number(text)
    return Number.isFinite(value) ? value : undefined
  }
  const word = /^([-+]?)(inf|infinity|nan)$/i.exec(text)
  if (word === null) return undefined
  if (word[2]?.toLowerCase() === 'nan') return word[1] === '' ? Number.NaN : undefined
  return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

const trueWords = new Set(['1', 't', 'T', 'true', 'TRUE', 'True'])
const falseWords = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False'])

/** Reads a boolean as `strconv.ParseBool` does. */
export const parseBool = (text: string): boolean | undefined => (trueWords.has(text) ? true : falseWords.has(text) ? false : undefined)
