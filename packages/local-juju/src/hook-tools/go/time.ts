import { ToolError } from '../error.ts'
import { quote } from './quote.ts'

const units: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Reads a duration as Go's time.ParseDuration, in milliseconds. */
const parseDuration = (text: string): number | undefined => {
  if (/^[-+]?0$/u.test(text)) return 0
  const part = '(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h)'
  if (!new RegExp(`^[-+]?(?:${part})+$`, 'u').test(text)) return undefined
  const total = [...text.matchAll(/([0-9.]+)(ns|us|µs|μs|ms|s|m|h)/gu)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * (units[unit ?? ''] ?? 0),
    0,
  )
  return text.startsWith('-') ? -total : total
}

const show = (time: number): string => new Date(time).toISOString().replace(/\.\d+/u, '')

/**
 * Reads when a secret expires: RFC 3339, the same without a zone (UTC), or a duration from now. Gives RFC 3339 in UTC.
 * @throws ToolError
 */
export const parseExpiry = (text: string, now: number): string => {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)?$/u.test(text)) {
    const time = Date.parse(/(?:Z|[-+]\d\d:\d\d)$/u.test(text) ? text : `${text}Z`)
    if (!Number.isNaN(time)) return show(time)
  }
  const duration = parseDuration(text)
  if (duration === undefined) throw new ToolError(`expire time or duration ${quote(text)} not valid`)
  if (duration <= 0) throw new ToolError(`negative expire duration ${quote(text)} not valid`)
  return show(now + duration)
}
