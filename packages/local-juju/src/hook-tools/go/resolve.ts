/** What a plain scalar means to Juju's YAML (juju/yaml, a fork of go-yaml v2): it quotes a text that would read back as something else. */

const words: ReadonlyMap<string, string> = new Map(
  [
    ['!!bool', ['y', 'Y', 'yes', 'Yes', 'YES', 'n', 'N', 'no', 'No', 'NO', 'on', 'On', 'ON', 'off', 'Off', 'OFF']] as const,
    ['!!bool', ['true', 'True', 'TRUE', 'false', 'False', 'FALSE']] as const,
    ['!!null', ['', '~', 'null', 'Null', 'NULL']] as const,
    ['!!float', ['.nan', '.NaN', '.NAN', '.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF', '-.inf', '-.Inf', '-.INF']] as const,
  ].flatMap(([tag, texts]) => texts.map((text) => [text, tag] as const)),
)

const LARGEST = 2n ** 64n - 1n
const SIGNED = 2n ** 63n

/** Whole numbers in the notations of Go's strconv with base 0, within 64 bits. */
const isInteger = (text: string): boolean => {
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/u.exec(text)
  if (match === null) return false
  const [, sign = '', digits = ''] = match
  const value = BigInt(digits.replace(/^0[oO]?(?=[0-7]+$)/u, '0o'))
  if (sign === '-') return value <= SIGNED
  return sign === '+' ? value < SIGNED : value <= LARGEST
}

/** Numbers as this fork wants them: no needless zero in front, a sign in an exponent, and within a double. */
const isFloat = (text: string): boolean =>
  /[0-9]/u.test(text) &&
  /^[-+]?(?:0|[1-9][0-9]*)?(?:\.[0-9]+)?(?:[eE][-+][0-9]+)?$/u.test(text) &&
  /^[-+]?\.?[0-9]/u.test(text) &&
  Number.isFinite(Number(text))

const isTimestamp = (text: string): boolean => {
  const clock = '(\\d{1,2}):(\\d{1,2}):(\\d{1,2})(?:\\.\\d+)?'
  const match = new RegExp(`^(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:[Tt]${clock}(?:Z|[-+]\\d\\d:\\d\\d)| ${clock})?$`, 'u').exec(text)
  if (match === null) return false
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .flatMap((part) => (part === undefined ? [] : [Number(part)]))
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return month >= 1 && month <= 12 && day >= 1 && day <= days && hours < 24 && minutes < 60 && seconds < 60
}

/** Tells the type of a plain scalar, as a tag. */
export const resolveTag = (text: string): string => {
  const word = words.get(text)
  if (word !== undefined) return word
  if (text.startsWith('.')) return /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/u.test(text) ? '!!float' : '!!str'
  if (!/^[-+0-9]/u.test(text)) return '!!str'
  if (isTimestamp(text)) return '!!timestamp'
  const plain = text.replaceAll('_', '')
  if (isInteger(plain)) return '!!int'
  return isFloat(plain) ? '!!float' : '!!str'
}

/** Tells whether a plain scalar with this text would be read as something else than a string. */
export const resolvesToOther = (text: string): boolean => resolveTag(text) !== '!!str'

/** Tells whether other YAML parsers would read a number to the base 60, as in `12:30`. */
export const isBase60 = (text: string): boolean => /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/u.test(text)
