/** What the help of one command says besides its usage and its flags. */
export interface HelpText {
  /** Sentences that someone who calls the command for the first time needs. */
  readonly details: string
  /** Whole calls, without the word `juju`. */
  readonly examples: readonly string[]
}

/** Help by command. */
export type HelpTexts = Readonly<Record<string, HelpText>>
