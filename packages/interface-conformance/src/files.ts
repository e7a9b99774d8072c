/** Reads the files of the kit. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Databag } from '@charm-layers/relation'
import type { ScenarioFile, Target, VectorFile } from './format.ts'

const folder = (name: string): URL => new URL(`../vectors/${name}/`, import.meta.url)

/** Lists the recorded databags of an interface, those from running charms (`live/…`) too. */
export const vectorNamesOf = (interfaceName: string): readonly string[] => {
  // Some interfaces have no recorded databags, and so no directory.
  if (!existsSync(folder(interfaceName))) return []
  return readdirSync(folder(interfaceName), { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length).replaceAll('\\', '/'))
    .sort()
}

/** Lists the interfaces of which databags were recorded. */
export const recordedInterfaces = (): readonly string[] => readdirSync(new URL('../vectors/', import.meta.url)).sort()

/** Reads a recorded databag. */
export const readVector = (interfaceName: string, name: string): VectorFile =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder(interfaceName)), 'utf8'))

/** Gives the unit databags of a vector by unit. */
export const unitsOf = ({ scope, databag, unit }: VectorFile, unknown: string): Readonly<Record<string, Databag>> => {
  if (scope === 'app') return {}
  const bags = Object.entries(databag).map(([key, value]) => [key, typeof value === 'string' ? {} : value] as const)
  return scope === 'units' ? Object.fromEntries(bags) : { [unit ?? unknown]: textsOf(databag) }
}

/** Gives the databag of a vector whose scope is not `units`. */
export const textsOf = (databag: VectorFile['databag']): Databag =>
  Object.fromEntries(Object.entries(databag).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))

/** Reads the scenarios of a target. */
export const readScenarios = (target: Target): ScenarioFile =>
  JSON.parse(readFileSync(new URL(`../scenarios/${target.replace('/', '-')}.json`, import.meta.url), 'utf8'))
