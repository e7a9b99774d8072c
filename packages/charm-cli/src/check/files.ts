import { isFormatError } from '../format/errors.ts'
import { parseManifest, parseMetadata } from '../format/index.ts'
import { entryFindings } from './entries.ts'
import type { Finding } from './finding.ts'
import { charmNameFault, endpointNameFault } from './names.ts'
import { parsingFaults, type Texts } from './parsing.ts'
import type { CharmSource } from './source.ts'
import { yamlWarnings } from './warnings.ts'

const parsedFiles = ['metadata.yaml', 'manifest.yaml', 'config.yaml', 'actions.yaml', 'lxd-profile.yaml']

/** Checks a charm that is open already. */
export const checkSource = async (source: CharmSource): Promise<readonly Finding[]> => {
  const names = new Set(source.entries.map(({ name }) => name))
  if (!names.has('metadata.yaml')) return [unpacked(names)]
  const texts = new Map<string, string>()
  for (const file of parsedFiles) if (names.has(file)) texts.set(file, (await source.read(file)).toString())
  const read: Texts = (file) => texts.get(file)
  const metadata = ifReadable(() => parseMetadata(read('metadata.yaml') ?? ''))
  const manifest = ifReadable(() => parseManifest(read('manifest.yaml') ?? ''))
  return [
    ...parsingFaults(read),
    ...(metadata === undefined ? [] : nameFindings(metadata.name, [...metadata.endpoints.keys()])),
    ...(await entryFindings(source, metadata?.name ?? '', manifest)),
    ...yamlWarnings(read),
  ]
}

/** What has no metadata.yaml is no charm, or not yet; all other faults would follow from that. */
const unpacked = (names: ReadonlySet<string>): Finding => {
  const error = (file: string, message: string): Finding => ({ level: 'error', file, message })
  if (names.has('charmcraft.yaml')) {
    return error(
      'charmcraft.yaml',
      'this is the source of a charm, from which `charmcraft pack` makes metadata.yaml. Check is for what has been packed: name the .charm',
    )
  }
  return error('metadata.yaml', 'there is none, so this is no charm: name a .charm, or a folder that one has been unpacked into')
}

const ifReadable = <T>(run: () => T): T | undefined => {
  try {
    return run()
  } catch (error) {
    if (isFormatError(error)) return undefined
    throw error
  }
}

const nameFindings = (charm: string, endpoints: readonly string[]): readonly Finding[] => {
  const finding = (field: string, message: string | undefined): readonly Finding[] =>
    message === undefined ? [] : [{ level: 'error', file: 'metadata.yaml', field, message }]
  return [...finding('name', charmNameFault(charm)), ...endpoints.flatMap((name) => finding(name, endpointNameFault(name)))]
}
