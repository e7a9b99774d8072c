// The applications that commands name.
import type { Charm } from '../model/charm.ts'
import type { Model } from '../model/state.ts'
import type { Frozen } from '../model/values.ts'
import { CliError, usageError } from './errors.ts'
import { isApplicationName } from './names.ts'

/** Takes the word that has to name an application. */
export const takeApplication = (word: string | undefined): string => {
  if (word === undefined) throw usageError('no application name specified')
  if (!isApplicationName(word)) throw usageError(`invalid application name ${JSON.stringify(word)}`)
  return word
}

/** Gives the charm of an application that has to be there. */
export const charmOf = (state: Frozen<Model>, name: string): Frozen<Charm> => {
  const charm = state.charms[state.applications[name]?.charm ?? '']
  if (!charm) throw new CliError(`application ${JSON.stringify(name)} not found`)
  return charm
}

/** Writes the refusal to expose a part of an application. */
export const exposedAsAWhole = (): CliError =>
  new CliError('local-juju exposes applications as a whole: leave --endpoints, --to-cidrs and --to-spaces out')
