import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CliError, usageError } from '../errors.ts'
import { fileError, readNamedFile } from '../files.ts'
import { splitPair } from '../key-values.ts'

/** Reads `key=value`, `key#base64=value` and `key#file=path` words. */
export const readContent = (words: readonly string[]): ((cwd: string) => Record<string, string>) => {
  const pairs = words.map((word) => {
    const pair = splitPair(word)
    if (!pair || pair[0] === '') throw usageError(`key value ${JSON.stringify(word)} not valid`)
    const [key = '', encoding] = pair[0].split('#')
    return { key, encoding, value: pair[1] }
  })
  return (cwd) => {
    const content: Record<string, string> = {}
    for (const { key, encoding, value } of pairs) {
      if (!/^[a-z](?:[a-z0-9-]*[a-z0-9])$/.test(key) || key.length < 3) throw new CliError(`key ${JSON.stringify(key)} not valid`)
      if (encoding === 'base64') content[key] = Buffer.from(value, 'base64').toString()
      else if (encoding !== 'file') content[key] = value
      else {
        try {
          content[key] = readFileSync(resolve(cwd, value), 'utf8')
        } catch (error) {
          throw new CliError(fileError('open', value, error))
        }
      }
    }
    return content
  }
}

/** Reads the content of a secret out of a YAML file. */
export const fileContent = async (cwd: string, file: string): Promise<Record<string, string>> => {
  const { isLoose, readYaml } = await import('../yaml-input.ts')
  const content = readYaml(readNamedFile(cwd, file))
  if (!isLoose(content)) throw new CliError(`reading secret values from ${file}: expected a map`)
  return readContent(Object.entries(content).map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`))(
    cwd,
  )
}
