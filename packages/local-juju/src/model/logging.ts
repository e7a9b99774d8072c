import { Refused } from './refused.ts'

const LEVELS = ['UNSPECIFIED', 'TRACE', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']

/** Lowest level that is kept, by logger; the key `""` is the root. */
export type Logging = ReadonlyMap<string, string>

const levelOf = (text: string): string => {
  const upper = text.trim().toUpperCase()
  const level = upper === 'WARN' ? 'WARNING' : upper
  if (!LEVELS.includes(level)) throw new Refused(`unknown severity level ${JSON.stringify(text.trim())}`)
  return level
}

/** Reads the model option `logging-config`: `<root>=INFO;unit=DEBUG`, or one level for the root alone. */
export function parseLogging(text: string): Logging {
  if (text.trim() === '') return new Map()
  if (!/[=:;]/.test(text)) {
    if (!LEVELS.includes(text.trim().toUpperCase())) throw new Refused(`config value expected '=', found ${JSON.stringify(text)}`)
    return new Map([['', levelOf(text)]])
  }
  const parts = text.split(/[;:]/).filter((part) => part.trim() !== '')
  return new Map(
    parts.map((part): [string, string] => {
      const [, name = '', level] = /^([^=]*)=(.*)$/s.exec(part) ?? []
      if (level === undefined) throw new Refused(`config value expected '=', found ${JSON.stringify(part)}`)
      if (name.trim() === '') throw new Refused(`config value ${JSON.stringify(part)} has missing module name`)
      return [name.trim() === '<root>' ? '' : name.trim().toLowerCase(), levelOf(level)]
    }),
  )
}

/** Tells whether a line is kept: the nearest logger with a level decides, `unit.web/0` for `unit.web/0.juju-log`; WARNING if none has one. */
export function isLogged(logging: Logging, module: string, level: string): boolean {
  const parts = module.toLowerCase().split('.')
  for (let length = parts.length; length >= 0; length--) {
    const least = logging.get(parts.slice(0, length).join('.'))
    if (least !== undefined && least !== 'UNSPECIFIED') return LEVELS.indexOf(level) >= LEVELS.indexOf(least)
  }
  return LEVELS.indexOf(level) >= LEVELS.indexOf('WARNING')
}
