/** What lies in a charm's folder and does not go into the charm, though an author of other charms would think so. */
import { readdir } from 'node:fs/promises'
import { normalize } from 'node:path'
import type { Finding } from '../check/finding.ts'

/** Files of other charms, and where a charm in TypeScript says the same. */
const saidInDefinition: Readonly<Record<string, string>> = {
  'charmcraft.yaml': 'the definition in src/charm.ts says what is in it',
  'metadata.yaml': 'it is made from the definition in src/charm.ts',
  'config.yaml': 'it is made from config in the definition',
  'actions.yaml': 'it is made from actions in the definition',
  'manifest.yaml': 'it is made from bases in the definition',
  'requirements.txt': 'a charm in TypeScript has no Python of its own',
}

const folders: readonly string[] = ['files', 'lib', 'hooks', 'actions', 'resources', 'scripts']

/** Names what is left out. Other folders and files are the author's own business. */
export const leftOut = async (folder: string, packed: readonly string[]): Promise<readonly Finding[]> => {
  const entries = await readdir(folder, { withFileTypes: true })
  const isPacked = (name: string): boolean =>
    packed.map((path) => normalize(path)).some((path) => path === name || path.startsWith(`${name}/`))
  return entries.flatMap((entry): readonly Finding[] => {
    if (isPacked(entry.name)) return []
    const warn = (file: string, message: string): readonly Finding[] => [{ level: 'warning', file, message: `is not packed: ${message}` }]
    if (entry.isDirectory()) {
      if (!folders.includes(entry.name)) return []
      return warn(`${entry.name}/`, "name it in files of the definition, when the charm's code does not import what it holds")
    }
    const why =
      saidInDefinition[entry.name] ?? (/\.ya?ml$/.test(entry.name) && !entry.name.startsWith('.') ? 'pack reads no YAML' : undefined)
    return why === undefined ? [] : warn(entry.name, why)
  })
}
