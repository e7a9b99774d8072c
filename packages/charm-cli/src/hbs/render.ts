/** Wraps a compiled template: secrets are written in clear, and a name that the data lacks is reported with the template's own name. */
export const renderer =
  (name: string, template: (data: object) => string): ((data: object) => string) =>
  (data) => {
    try {
      return template(isClear(data) ? data : Object.fromEntries(Object.entries(data).map(([key, value]) => [key, revealed(value)])))
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      const [, variable, line] = /^"(.+)" not defined in .* - (\d+):\d+$/s.exec(message) ?? []
      const fault = variable === undefined ? message : `there is no "${variable}" in its data (line ${line})`
      throw new Error(`template ${name}: ${fault}`, { cause: error })
    }
  }

/** Tells whether a value is plain, with no secret in it: then nothing is copied, for this is a part of every hook. */
const isClear = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return true
  if ('reveal' in value || (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype)) return false
  return Object.values(value).every(isClear)
}

/** Writes a secret in clear: a template makes a file, which is where secrets belong. Otherwise the file would hold `***`. */
const revealed = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if ('reveal' in value && typeof value.reveal === 'function') return value.reveal()
  if (Array.isArray(value)) return value.map(revealed)
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, revealed(each)]))
}
