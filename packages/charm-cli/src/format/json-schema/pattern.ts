const classes: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
}

/** Letters that mean something after a backslash in RE2. */
const escapes = /[AabBCdDEfnpPQrsStvwWxz]/

/**
 * Translates a pattern in Go's syntax (RE2) to JavaScript: named groups, the ends of the text, named classes and leading flags. Syntax that
 * RE2 lacks, such as look-around and back references, is refused, as RE2 does.
 */
export const goPattern = (source: string): RegExp | undefined => {
  if (/\(\?(<?[=!]|>)/.test(source)) return undefined
  if ([...source.matchAll(/\\(.)/gsu)].some(([, escaped = '']) => /[a-zA-Z1-9]/.test(escaped) && !escapes.test(escaped))) return undefined
  const [, flags = ''] = /^\(\?([imsU]+)\)/.exec(source) ?? []
  const body = (flags === '' ? source : source.slice(flags.length + 3))
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\A', '(?<![\\s\\S])')
    .replaceAll('\\z', '(?![\\s\\S])')
    .replace(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole)
  try {
    return new RegExp(body, flags.replace('U', ''))
  } catch {
    return undefined
  }
}
