// The few parsers of Go's standard library that Juju's flags use, with their error texts.

const trueWords = new Set(['1', 't', 'T', 'true', 'TRUE', 'True'])
const falseWords = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False'])

/** Parses a boolean as `strconv.ParseBool` does. */
export const parseBool = (text: string): boolean => {
  if (trueWords.has(text)) return true
  if (falseWords.has(text)) return false
  throw new Error(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`)
}

/** Parses an integer as `strconv.ParseInt` (or `ParseUint`) does. */
export const parseInteger = (text: string, func: 'ParseInt' | 'ParseUint' = 'ParseInt'): number => {
  const wanted = func === 'ParseInt' ? /^[-+]?\d+$/ : /^\d+$/
  if (!wanted.test(text)) throw new Error(`strconv.${func}: parsing ${JSON.stringify(text)}: invalid syntax`)
  return Number(text)
}

const milliseconds: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Parses a duration as Go's `time.ParseDuration` does, into milliseconds. */
export const parseDuration = (text: string): number => {
  const invalid = (): Error => new Error(`time: invalid duration ${JSON.stringify(text)}`)
  const signed = /^([-+]?)(.*)$/s.exec(text)
  const sign = signed?.[1] === '-' ? -1 : 1
  let rest = signed?.[2] ?? ''
  if (rest === '0') return 0
  if (rest === '') throw invalid()
  let total = 0
  while (rest !== '') {
    const part = /^(\d+\.?\d*|\.\d+)([^\d.]*)/.exec(rest)
    if (!part) throw invalid()
    const [whole, number = '', unit = ''] = part
    if (unit === '') throw new Error(`time: missing unit in duration ${JSON.stringify(text)}`)
    const factor = milliseconds[unit]
    if (factor === undefined) throw new Error(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`)
    total += Number(number) * factor
    rest = rest.slice(whole.length)
  }
  return sign * total
}

/** Writes milliseconds as Go writes a duration: `10m0s`, `1.5s`, `100ms`. */
export const durationText = (amount: number): string => {
  if (amount === 0) return '0s'
  if (Math.abs(amount) < 1000) return `${amount}ms`
  const sign = amount < 0 ? '-' : ''
  const seconds = Math.abs(amount) / 1000
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return `${sign}${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds % 60}s`
}
