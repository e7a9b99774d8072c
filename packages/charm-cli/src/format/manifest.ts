import { untypedMap } from './decode.ts'
import { annotated, FormatError, type FormatOptions } from './errors.ts'
import { quote } from './go.ts'
import * as schema from './schema.ts'
import { fields, list, optional } from './schema.ts'
import { lookUp, type MapValue } from './value.ts'
import { parseYaml } from './yaml.ts'

/** An operating system release that a charm runs on. */
export interface Base {
  readonly name: string
  readonly channel: Channel
  readonly architectures: readonly string[]
}

/** The release of a base, such as `22.04/stable`. */
export interface Channel {
  readonly track: string
  readonly risk: string
  readonly branch: string
}

/** What manifest.yaml says, as far as Juju reads it. */
export interface Manifest {
  readonly bases: readonly Base[]
}

const risks: ReadonlySet<string> = new Set(['stable', 'candidate', 'beta', 'edge'])

/** Reads a channel; `22.04` and `22.04/stable` are the same. @throws FormatError when Juju would not take it. */
export const parseChannel = (text: string): Channel => {
  if (text === '') throw new FormatError('empty channel not valid')
  const parts = text.split('/')
  if (parts.length > 3) throw new FormatError(`channel is malformed and has too many components ${quote(text)}`)
  const startsWithRisk = parts.length < 3 && risks.has(parts[0] ?? '')
  const [track, risk, branch] = startsWithRisk ? [undefined, ...parts] : parts
  if (risk !== undefined && !risks.has(risk)) throw new FormatError(`risk in channel ${quote(text)} not valid`)
  if (track === '') throw new FormatError(`track in channel ${quote(text)} not valid`)
  if (branch === '') throw new FormatError(`branch in channel ${quote(text)} not valid`)
  return { track: track ?? '', risk: risk ?? 'stable', branch: branch ?? '' }
}

/** Writes a channel the way Juju shows it. */
export const channelText = ({ track, risk, branch }: Channel): string => [track, risk, branch].filter((part) => part !== '').join('/')

const systems: ReadonlySet<string> = new Set(['ubuntu', 'centos', 'windows', 'osx', 'opensuse', 'genericlinux'])
const architectures: ReadonlySet<string> = new Set(['amd64', 'i386', 'arm', 'arm64', 'ppc64el', 's390x', 'riscv64'])

/** Patterns that Juju brings to one name, the first that matches counting; they are not anchored there either. */
const architecturePatterns: readonly (readonly [RegExp, string])[] = [
  [/amd64|x86_64/, 'amd64'],
  [/i?[3-9]86/, 'i386'],
  [/(arm$)|(armv.*)/, 'arm'],
  [/aarch64|arm64/, 'arm64'],
  [/ppc64|ppc64el|ppc64le/, 'ppc64el'],
  [/s390x/, 's390x'],
  [/riscv64|risc$|risc-[vV]64/, 'riscv64'],
]

/** Brings the name of an architecture to Juju's. */
export const normalArchitecture = (name: string): string => {
  const lower = name.toLowerCase()
  return architecturePatterns.find(([pattern]) => pattern.test(lower))?.[1] ?? lower
}

const shape = list(
  fields({ name: optional(schema.string), channel: optional(schema.string), architectures: optional(list(schema.string)) }),
)

/**
 * Reads manifest.yaml. Undefined stands for an empty file, which Juju before 4.0 takes for no manifest.
 *
 * @throws FormatError with Juju's text.
 */
export const parseManifest = (text: string, { juju = '3.6' }: FormatOptions = {}): Manifest | undefined => {
  const value = annotated('manifest', () => untypedMap(parseYaml(text)))
  if (value !== undefined) return annotated('manifest', () => manifestOf(value, juju === '4.0'))
  // 4.0 wraps an error that is nil here, and Go prints that as `%!w(<nil>)`.
  if (juju === '4.0') throw new FormatError('invalid base in manifest: %!w(<nil>)')
  return undefined
}

const manifestOf = (value: MapValue, isJuju4: boolean): Manifest => {
  const raw = annotated('coerce', () => shape(lookUp(value, 'bases'), ''))
  return { bases: raw.map((base) => baseOf(base, isJuju4)) }
}

const baseOf = ({ name = '', channel, architectures: given }: ReturnType<typeof shape>[number], isJuju4: boolean): Base => {
  const parsed = channel === undefined ? undefined : annotated(`parsing channel ${quote(channel)}`, () => parseChannel(channel))
  if (name === '') throw new FormatError('base without name not valid', 'bases')
  if (!isJuju4 && !systems.has(name)) throw new FormatError(`os ${quote(name)} not valid`, 'bases')
  if (parsed === undefined) throw new FormatError('channel not valid', 'bases')
  const normal = (given ?? []).map(normalArchitecture)
  const unknown = isJuju4 ? undefined : normal.find((each) => !architectures.has(each))
  if (unknown !== undefined) throw new FormatError(`architecture ${quote(unknown)} not valid`, 'bases')
  return { name, channel: parsed, architectures: normal }
}
