/** The class of a refusal, which Juju prints in parentheses after errors of a whole call. */
export type RefusalCode = 'not found' | 'already exists' | 'bad request'

/** A request that the model refuses, in the words that juju prints after `ERROR `. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: RefusalCode | null
  constructor(message: string, code: RefusalCode | null = null) {
    super(message)
    this.code = code
  }
}
