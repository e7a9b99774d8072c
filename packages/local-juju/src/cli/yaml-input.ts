// YAML that the operator gives, read in the dialect of Juju's parser (YAML 1.1: `yes` is true, `010` is eight).
import { parse, parseAllDocuments } from 'yaml'
import type { ConfigValue, Json } from '../model/values.ts'
import { CliError } from './errors.ts'

const options = { version: '1.1', logLevel: 'silent' } as const

/** A map with text keys, not yet looked into. */
export type Loose = Readonly<Record<string, unknown>>

/** Tells a map from the other things YAML can hold. */
export const isLoose = (value: unknown): value is Loose => typeof value === 'object' && value !== null && !Array.isArray(value)

const plain = (value: unknown): Json => {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(plain)
  if (isLoose(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

/** Reads one value, such as that of an action's parameter. */
export const readYaml = (text: string): Json => {
  try {
    return plain(parse(text, options))
  } catch (error) {
    throw new CliError(`yaml: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
  }
}

/** Reads all documents of a file. */
export const readYamlDocuments = (text: string): readonly Json[] => {
  if (/[^\P{Cc}\t\n\r\u0085]/u.test(text)) throw new CliError('yaml: control characters are not allowed')
  const documents = parseAllDocuments(text, options)
  if (!Array.isArray(documents)) return []
  return documents.map((document) => {
    const [error] = document.errors
    if (error) throw new CliError(`yaml: ${error.message.split('\n')[0]}`)
    return plain(document.toJS())
  })
}

/** Takes the options of one application out of a configuration file, which is keyed by the application's name. */
export const optionsOf = (text: string, application: string): Record<string, ConfigValue | null> => {
  const file = readYaml(text)
  const own = isLoose(file) ? file[application] : undefined
  if (!isLoose(own)) throw new CliError(`no settings found for ${JSON.stringify(application)}`)
  return configValues(own)
}

/** Takes options as they come from YAML; what is no scalar is refused. */
export const configValues = (loose: Loose): Record<string, ConfigValue | null> =>
  Object.fromEntries(
    Object.entries(loose).map(([key, value]) => {
      if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [key, value]
      throw new CliError(`option ${JSON.stringify(key)} expected a scalar, got ${JSON.stringify(value)}`)
    }),
  )
