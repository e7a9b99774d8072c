// What may name an application, a unit or a machine on the command line.
import { isApplicationName, isUnitName } from '../names.ts'

export { isApplicationName, isUnitName }

/** Tells whether a word names a unit, or the leader of an application: `web/leader`. */
export const isUnitOrLeader = (word: string): boolean => isUnitName(word) || isUnitName(word.replace(/\/leader$/, '/0'))

/** Tells whether a word is a machine's id. */
export const isMachineId = (word: string): boolean => /^(?:0|[1-9]\d*)(?:\/[a-z]+\/(?:0|[1-9]\d*))*$/.test(word)

/** Says what is wrong with the name for a new application; nothing if it may have it. */
export const applicationNameProblem = (word: string): string | undefined => {
  if (isApplicationName(word)) return undefined
  const bad = `invalid application name ${JSON.stringify(word)}`
  if (/[A-Z]/.test(word)) return `${bad}, unexpected uppercase character`
  if (/^[a-z].*-\d+$/.test(word)) return `${bad}, unexpected number(s) found after last hyphen`
  const character = /^[a-z]/.test(word) ? /[^a-z0-9-]/.exec(word)?.[0] : undefined
  return character === undefined ? bad : `${bad}, unexpected character ${character}`
}
