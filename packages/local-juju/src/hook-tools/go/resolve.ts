/** What a plain scalar means to Juju's YAML (the fork juju/yaml v2): it quotes a text that would read back as something else. */

const words = new Set(
  [
    ['y', 'Y', 'yes', 'Yes', 'YES', 'n', 'N', 'no', 'No', 'NO'],
    ['true', 'True', 'TRUE', 'false', 'False', 'FALSE'],
    ['on', 'On', 'ON', 'off', 'Off', 'OFF'],
    ['', '~', 'null', 'Null', 'NULL'],
    ['.nan', '.NaN', '.NAN'],
    ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF', '-.inf', '-.Inf', '-.INF'],
  ].flat(),
)

const nulls = new Set(['', '~', 'null', 'Null', 'NULL'])

const LARGEST = 2n ** 64n - 1n
const SMALLEST = -(2n ** 63n)

/** Whole numbers in the notations of Go's strconv with base 0, beyond 64 bits not. */
const isInteger = (text: string): boolean => {
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/u.exec(text)
  if (match === null) return false
  const [, sign = '', digits = ''] = match
  const value = BigInt(digits.replace(/^0[oO]?(?=[0-7]+$)/u, '0o'))
  return sign === '-' ? -value >= SMALLEST : sign === '+' ? value < 2n ** 63n : value <= LARGEST
}

const isDate = (text: string): boolean => {
  const match =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?)?$/u.exec(
      text,
    )
  if (match === null) return false
  const [, year, month, day, ...clock] = match.map(Number)
  const [hours = 0, minutes = 0, seconds = 0] = clock.filter((part) => !Number.isNaN(part))
  const days = new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate()
  return (month ?? 0) >= 1 && (month ?? 0) <= 12 && (day ?? 0) >= 1 && (day ?? 0) <= days && hours < 24 && minutes < 60 && seconds < 60
}

const isNumberOrDate = (text: string): boolean => {
  if (isDate(text)) return true
  const plain = text.replaceAll('_', '')
  // This fork wants a sign in an exponent, so `1e3` is a text.
  return isInteger(plain) || /^[-+]?[0-9]*\.?[0-9]+(?:[eE][-+][0-9]+)?$/u.test(plain)
}

/** Tells whether a plain scalar is null. */
export const isNullWord = (text: string): boolean => nulls.has(text)

/** Tells whether a plain scalar with this text would be read as something else than a string. */
export const resolvesToOther = (text: string): boolean => {
  if (words.has(text)) return true
  if (text.startsWith('.')) return /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/u.test(text)
  return /^[-+0-9]/u.test(text) && isNumberOrDate(text)
}

/** Tells whether other YAML parsers would read a number to the base 60, as in `12:30`. */
export const isBase60 = (text: string): boolean => /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/u.test(text)
