/** Wraps a compiled template: a name that the data lacks is reported with the template's own name. */
export const renderer =
  (name: string, template: (data: object) => string): ((data: object) => string) =>
  (data) => {
    try {
      return template(data)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      const [, variable, line] = /^"(.+)" not defined in .* - (\d+):\d+$/s.exec(message) ?? []
      const fault = variable === undefined ? message : `there is no "${variable}" in its data (line ${line})`
      throw new Error(`template ${name}: ${fault}`, { cause: error })
    }
  }
