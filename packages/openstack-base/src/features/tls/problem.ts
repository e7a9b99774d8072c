/** What is wrong with certificates. */

/** What is wrong, and with which part: `ssl_cert`, `ssl_key` or `ssl_ca`, or their like of a relation. */
export interface Problem {
  readonly of: 'certificate' | 'key' | 'authority'
  /** In words that follow the name of the part. */
  readonly why: string
}

/** Makes a problem. */
export const problem = (of: Problem['of'], why: string): Problem => ({ of, why })
