/** Something to say about a charm. An error keeps Juju from taking or running it; a warning is mostly a slip. */
export interface Finding {
  readonly level: 'error' | 'warning'
  /** File in the charm. */
  readonly file: string
  /** Where in the file, such as `requires.db.scope`. */
  readonly field?: string
  /** Juju's own text where Juju would refuse. */
  readonly message: string
  /** Which Juju this is about; without it, every one. */
  readonly juju?: readonly string[]
}

/** Writes a finding as one line. */
export const findingText = ({ level, file, field, message, juju }: Finding): string => {
  const place = field === undefined ? file : `${file}: ${field}`
  return `${level}: ${place}: ${message}${juju === undefined ? '' : ` (Juju ${juju.join(', ')})`}`
}
