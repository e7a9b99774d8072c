/** Checks a charm as its author has it, before it is packed: its definition, its function, its types. */
import { type Charm, CharmError } from '@charm-layers/charm'
import { charmFiles } from '@charm-layers/charm/manifest'
import { checkSource } from '../check/files.ts'
import type { Finding } from '../check/finding.ts'
import type { CharmSource } from '../check/source.ts'
import { type CharmFolder, readCharmFolder } from '../pack/definition.ts'
import { dispatch } from '../pack/dispatch.ts'
import { extraFiles } from '../pack/extra-files.ts'
import { renderYaml } from '../pack/yaml.ts'
import { machineOf } from './bases.ts'
import { leftOut } from './left-out.ts'
import { typeFindings } from './types.ts'

/** For which base and architecture a charm is looked at, in Juju's names. */
export interface Target {
  readonly base: string
  readonly arch: 'amd64' | 'arm64'
}

/** A mistake of the author as a finding. Other errors are thrown on. */
const mistake = (error: unknown): Finding => {
  if (!(error instanceof CharmError)) throw error
  const [, file, message] = /^([\w./-]+:\d+): (.*)$/s.exec(error.message) ?? [undefined, 'src/charm.ts', error.message]
  return { level: 'error', file: file ?? '', message: `${message}${error.hint === undefined ? '' : `\n  ${error.hint}`}` }
}

/** Runs something of the charm's own, and gives its mistakes. */
const attempt = (run: () => void): readonly Finding[] => {
  try {
    run()
    return []
  } catch (error) {
    return [mistake(error)]
  }
}

/** Calls the charm's function for one base, and gives what is wrong with it. */
export const rehearsalFindings = ({ definition, rehearse }: CharmFolder, { base, arch }: Target): readonly Finding[] =>
  attempt(() => rehearse(definition, { ...machineOf(base), architecture: arch }))

/** The files that Juju reads, as `pack` would write them. */
const writtenFiles = (definition: Charm, { base, arch }: Target): CharmSource => {
  const yaml = charmFiles(definition, { base, architectures: [arch] })
  const texts = new Map(Object.entries(yaml).map(([name, data]) => [name, renderYaml(name, data)]))
  texts.set('dispatch', dispatch)
  return {
    entries: [...texts.keys()].map((name) => ({ name, kind: 'file', mode: name === 'dispatch' ? 0o755 : 0o644 })),
    read: async (name) => Buffer.from(texts.get(name) ?? ''),
    close: () => undefined,
  }
}

const unique = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values(),
]

/** Checks the definition of the charm in a folder, for every base that it names. */
const definitionFindings = async (folder: string): Promise<readonly Finding[]> => {
  try {
    const charm = await readCharmFolder(folder)
    const { bases = [] } = charm.definition
    const findings = [...(await leftOut(folder, charm.definition.files ?? []))]
    await extraFiles(folder, charm.definition)
    // Without a base in the definition, `pack` is told one.
    for (const base of bases.length === 0 ? ['ubuntu@24.04'] : bases) {
      const target: Target = { base, arch: 'amd64' }
      const faults = rehearsalFindings(charm, target)
      findings.push(...faults)
      if (faults.length === 0) findings.push(...(await checkSource(writtenFiles(charm.definition, target))))
    }
    return findings
  } catch (error) {
    return [mistake(error)]
  }
}

/** Checks the charm in a folder with a `src/charm.ts`: the definition, the charm's function, and the types. */
export const checkAuthor = async (folder: string): Promise<readonly Finding[]> => {
  const findings = await Promise.all([definitionFindings(folder), typeFindings(folder)])
  return unique(findings.flat())
}
