// Moments as Juju writes them. Every function takes the moment, none reads the clock.

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (number: number): string => String(number).padStart(2, '0')

interface Fields {
  readonly date: string
  readonly day: string
  readonly time: string
  readonly zone: string
  readonly zoneName: string
}

const fields = (moment: Date, utc: boolean): Fields => {
  const offset = utc ? 0 : -moment.getTimezoneOffset()
  const local = new Date(moment.getTime() + offset * 60_000)
  const sign = offset < 0 ? '-' : '+'
  const hours = `${sign}${two(Math.floor(Math.abs(offset) / 60))}`
  const minutes = two(Math.abs(offset) % 60)
  return {
    date: `${local.getUTCFullYear()}-${two(local.getUTCMonth() + 1)}-${two(local.getUTCDate())}`,
    day: `${two(local.getUTCDate())} ${months[local.getUTCMonth()]} ${local.getUTCFullYear()}`,
    time: `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`,
    zone: offset === 0 ? 'Z' : `${hours}:${minutes}`,
    zoneName: offset === 0 ? '+0000 UTC' : `${hours}${minutes} ${hours}`,
  }
}

/** Writes a status time: `23 Nov 2026 00:54:18Z`, or with `utc` `2026-11-23 00:54:18Z`. */
export const statusTime = (moment: Date, utc: boolean): string => {
  const at = fields(moment, utc)
  return utc ? `${at.date} ${at.time}Z` : `${at.day} ${at.time}${at.zone}`
}

/** Writes the controller's timestamp of `status`: `00:54:29Z`, or with `utc` `00:54:29`. */
export const clockTime = (moment: Date, utc: boolean): string => {
  const at = fields(moment, utc)
  return utc ? at.time : `${at.time}${at.zone}`
}

/** Writes the time of an action as Go prints one: `2026-11-23 00:53:38.36 +0000 UTC`; no fraction if there is none. */
export const actionTime = (moment: Date, utc: boolean): string => {
  const at = fields(moment, utc)
  const fraction = moment.getUTCMilliseconds() === 0 ? '' : `.${String(moment.getUTCMilliseconds()).padStart(3, '0').replace(/0+$/, '')}`
  return `${at.date} ${at.time}${fraction} ${at.zoneName}`
}

/** Writes the time of a progress or log line: `00:53:38`, with the date and milliseconds if asked for. */
export const logTime = (
  moment: Date,
  { utc = false, date = false, ms = false }: { readonly utc?: boolean; readonly date?: boolean; readonly ms?: boolean } = {},
): string => {
  const at = fields(moment, utc)
  const fraction = ms ? `.${String(moment.getUTCMilliseconds()).padStart(3, '0')}` : ''
  return `${date ? `${at.date} ` : ''}${at.time}${fraction}`
}

/** Writes the time of the `operations` table: `2026-11-23T00:53:37`. */
export const tableTime = (moment: Date, utc: boolean): string => {
  const at = fields(moment, utc)
  return `${at.date}T${at.time}`
}

/** Writes how long ago something was, as `models` does: `just now`, `2 minutes ago`, `3 hours ago`, then the date. */
export const timeAgo = (moment: Date, now: Date): string => {
  const seconds = Math.floor((now.getTime() - moment.getTime()) / 1000)
  const count = (number: number, unit: string): string => `${number} ${unit}${number === 1 ? '' : 's'} ago`
  if (seconds < 60) return 'just now'
  if (seconds < 3600) return count(Math.floor(seconds / 60), 'minute')
  if (seconds < 86_400) return count(Math.floor(seconds / 3600), 'hour')
  return fields(moment, true).date
}
