/** The manifest of a Mojo specification: one phase a line, `phase [key=value …]`, with comments, quotes and variables of the environment. */

export interface Phase {
  readonly name: string
  readonly config: string | undefined
  /** What else was said; scripts get it in their environment. */
  readonly settings: Readonly<Record<string, string>>
  readonly line: number
}

type Environment = Readonly<Record<string, string | undefined>>

/** Puts variables in place: `${NAME}`, and `${NAME:-default}` where it is unset or empty. */
const expand = (text: string, env: Environment): string =>
  text.replaceAll(/\$\{(\w+)(?::-([^}]*))?\}/g, (_, name: string, fallback: string | undefined) => env[name] || (fallback ?? ''))

/** Splits at blanks that stand in no quotes, and takes the quotes away. */
const words = (line: string): string[] =>
  (line.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).map((word) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'))

/** Reads a manifest. @throws Error that names the line at fault. */
export function parseManifest(text: string, env: Environment): readonly Phase[] {
  return text.split('\n').flatMap((raw, at): Phase[] => {
    const [name, ...rest] = words(expand(raw.replace(/^\s*#.*$/, ''), env))
    if (name === undefined) return []
    const pairs = rest.map((word) => {
      const [, key, value] = /^-*([\w-]+)=(.*)$/s.exec(word) ?? []
      if (key === undefined || value === undefined) throw new Error(`manifest, line ${at + 1}: "${word}" is not of the form key=value`)
      return [key, value] as const
    })
    const { config, ...settings } = Object.fromEntries(pairs)
    return [{ name, config, settings, line: at + 1 }]
  })
}
