import { isStorageId } from '../../names.ts'
import { usageError } from '../errors.ts'

/** Checks that each word is the id of a storage, such as `data/0`. */
export const storageIds = (words: readonly string[]): readonly string[] => {
  for (const word of words) if (!isStorageId(word)) throw usageError(`storage ID ${JSON.stringify(word)} not valid`)
  return words
}
