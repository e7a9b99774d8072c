/** The databag of a hacluster unit. */
import type { Databag } from '@charm-layers/relation'

/** What a hacluster unit has written. */
export interface AnswerBag {
  readonly clustered?: true
}

const YES = ['true', 'yes', 'y', 't', 'on']

/** Writes an answer. Once written it stays: hacluster never withdraws it, and the Python readers cannot follow a withdrawal. */
export const encodeAnswer = (answer: AnswerBag): Databag => (answer.clustered ? { clustered: 'yes' } : {})

/** Reads what a hacluster unit has written. Any spelling of yes means clustered; any other text, such as `None`, means not yet. */
export const decodeAnswer = (bag: Databag): AnswerBag => (YES.includes((bag.clustered ?? '').toLowerCase()) ? { clustered: true } : {})
