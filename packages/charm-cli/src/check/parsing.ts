/** What Juju's own parser refuses, for both of its generations. Every file is looked at, so that one fault does not hide the next. */
import { type FormatError, isFormatError, type JujuVersion } from '../format/errors.ts'
import { checkMetadata, parseActions, parseConfig, parseLxdProfile, parseManifest, parseMetadata } from '../format/index.ts'
import type { Finding } from './finding.ts'

/** Gives the text of a file, undefined when there is none. */
export type Texts = (file: string) => string | undefined

const versions: readonly JujuVersion[] = ['3.6', '4.0']

/** Finds what Juju would refuse. */
export const parsingFaults = (texts: Texts): readonly Finding[] => {
  const byVersion = versions.map((juju) => faultsOf(texts, juju))
  const all = byVersion.flat()
  const told = new Set<string>()
  return all
    .filter((finding) => {
      const key = JSON.stringify([finding.file, finding.message])
      if (told.has(key)) return false
      told.add(key)
      return true
    })
    .map((finding) => {
      const refusing = versions.filter((_, index) =>
        byVersion[index]?.some((each) => each.file === finding.file && each.message === finding.message),
      )
      return refusing.length === versions.length ? finding : { ...finding, juju: refusing }
    })
}

const faultsOf = (texts: Texts, juju: JujuVersion): readonly Finding[] => {
  const faults: Finding[] = []
  const attempt = <T>(file: string, run: (text: string) => T): T | undefined => {
    const text = texts(file)
    if (text === undefined) return undefined
    try {
      return run(text)
    } catch (error) {
      if (!isFormatError(error)) throw error
      faults.push(faultOf(file, error))
      return undefined
    }
  }
  const metadata = attempt('metadata.yaml', (text) => parseMetadata(text, { juju }))
  const faultsBefore = faults.length
  const manifest = attempt('manifest.yaml', (text) => parseManifest(text, { juju }))
  attempt('config.yaml', (text) => parseConfig(text, { juju }))
  attempt('actions.yaml', (text) => parseActions(metadata?.name ?? '', text, { juju }))
  attempt('lxd-profile.yaml', parseLxdProfile)
  // With a manifest that cannot be read, the generation of the metadata is not known.
  const isManifestRead = !faults.slice(faultsBefore).some(({ file }) => file === 'manifest.yaml')
  if (metadata !== undefined && isManifestRead) attempt('metadata.yaml', () => checkMetadata(metadata, manifest, { juju }))
  if (texts('metadata.yaml') === undefined)
    faults.push({ level: 'error', file: 'metadata.yaml', message: 'archive file "metadata.yaml" not found' })
  return faults
}

const faultOf = (file: string, { message, field }: FormatError): Finding => ({
  level: 'error',
  file,
  message,
  ...(field !== undefined && field !== '' && { field }),
})
