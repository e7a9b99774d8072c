import { annotated, FormatError } from './errors.ts'
import { quote } from './go.ts'
import { lookUp, type Value } from './value.ts'

/** What a charm needs of its controller: a feature, perhaps with a version, or all or any of a list. */
export type Assumption =
  | { readonly feature: string; readonly comparison?: '>=' | '<'; readonly version?: string }
  | { readonly allOf: readonly Assumption[] }
  | { readonly anyOf: readonly Assumption[] }

const bareFeature = /^[a-z][a-z0-9-]*?[a-z0-9]+$/
const versionedFeature = /^([a-z][a-z0-9-]*?[a-z0-9]+)\s*?(>=|<)\s*?(\S+)$/

/** Version numbers as github.com/juju/version accepts them. */
const versionPattern =
  /^(?<major>\d{1,9})(\.((?<minor>\d{1,9})((?:(-((?<tag>[a-z]+)(?<patchInTag>\d{1,9})?))|(\.(?<patch>\d{1,9})))?)(\.(?<build>\d{1,9}))?))?$/

/** Tells why a text is no version; a strict one has major, minor and patch. */
export const versionProblem = (text: string, strict: boolean): string | undefined => {
  const groups = versionPattern.exec(text)?.groups
  const isComplete = groups?.minor !== undefined && (groups.patch ?? groups.patchInTag) !== undefined
  return groups === undefined || (strict && !isComplete) ? `invalid version ${quote(text)}` : undefined
}

/** Reads the `assumes` list of metadata.yaml. All of its items must hold. */
export const parseAssumes = (items: readonly (Value | undefined)[]): readonly Assumption[] =>
  items.map((item, index) => annotated(`parsing expression ${index + 1} in top level "assumes" block`, () => parseItem(item)))

const parseItem = (item: Value | undefined): Assumption => {
  if (item?.kind === 'string') return parseFeature(item.value.trim())
  if (item?.kind !== 'map') throw new FormatError('expected a feature, "any-of" or "all-of" expression')
  const [only, ...others] = item.entries
  if (only?.key.kind !== 'string' || others.length > 0) throw new FormatError('malformed composite expression')
  const anyOf = given(lookUp(item, 'any-of'))
  if (anyOf !== undefined) return { anyOf: parseItems('any-of', anyOf) }
  const allOf = given(lookUp(item, 'all-of'))
  if (allOf !== undefined) return { allOf: parseItems('all-of', allOf) }
  throw new FormatError('malformed composite expression; expected an "any-of" or "all-of" block')
}

const given = (value: Value | undefined): Value | undefined => (value?.kind === 'nil' ? undefined : value)

const parseItems = (kind: 'any-of' | 'all-of', value: Value): readonly Assumption[] => {
  if (value.kind !== 'list') throw new FormatError(`malformed "${kind}" expression; expected a list of sub-expressions`)
  return value.items.map((item) => annotated(`parsing "${kind}" expression`, () => parseItem(item)))
}

const parseFeature = (text: string): Assumption => {
  if (bareFeature.test(text)) return { feature: text }
  const [, feature, comparison, version] = versionedFeature.exec(text) ?? []
  if (feature === undefined || version === undefined) throw new FormatError(`malformed feature expression ${quote(text)}`)
  const problem = versionProblem(version, false)
  if (problem !== undefined) throw new FormatError(`malformed feature expression ${quote(text)}: ${problem}`)
  return { feature, comparison: comparison === '<' ? '<' : '>=', version }
}
