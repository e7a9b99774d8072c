import { usageError } from './errors.ts'
import { isApplicationName } from './names.ts'

/** Refuses a word that cannot name a side of a relation: `app` or `app:endpoint`. */
export const checkSide = (word: string): void => {
  if (/^[^:]+(?::[^:]+)?$/.test(word) === false) throw usageError(`endpoint ${JSON.stringify(word)} not valid`)
  const [application = ''] = word.split(':')
  if (!isApplicationName(application)) throw usageError(`application name ${JSON.stringify(application)} not valid`)
}
