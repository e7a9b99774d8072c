/** One fault of a charm. With an error Juju cannot accept or run the charm; a warning points at a likely mistake. */
export interface Finding {
  readonly level: 'error' | 'warning'
  /** File in the charm. */
  readonly file: string
  /** Where in the file, such as `requires.db.scope`. */
  readonly field?: string
  /** Juju's own text where Juju would refuse. */
  readonly message: string
  /** The versions of Juju that the finding is about; without it, all versions. */
  readonly juju?: readonly string[]
}

/** Writes a finding as one line. */
export const findingText = ({ level, file, field, message, juju }: Finding): string => {
  const place = field === undefined ? file : `${file}: ${field}`
  return `${level}: ${place}: ${message}${juju === undefined ? '' : ` (Juju ${juju.join(', ')})`}`
}
