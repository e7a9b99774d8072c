/** Checks storages and resources. */
import type { Charm } from '../charm.ts'
import { at, checkName, membersOf, type Report, refuseKeys } from './report.ts'

const known = ['type', 'description', 'shared', 'readOnly', 'multiple', 'minimumSize', 'properties', 'location']
const kebab = { 'read-only': 'write readOnly', 'minimum-size': 'write minimumSize' }
const sizePattern = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[MGTPEZY](?:B|iB)?)?$/
const jujuFolder = '/var/lib/juju/storage'

function rangeFault(range: unknown): string | undefined {
  const [, least, rest = ''] = /^(\d+)(\+|-\d+)?$/.exec(String(range)) ?? []
  if (least === undefined || typeof range !== 'string') return "is no range such as '3', '0-1', '1-5' or '0+'"
  if (rest === '' && Number(least) === 0) return "is none: write '0-1' for a storage that units need not have"
  return rest.startsWith('-') && Number(rest.slice(1)) < Number(least) ? 'ends before it begins' : undefined
}

function locationFault(location: unknown): string | undefined {
  if (typeof location !== 'string' || !location.startsWith('/')) return 'is no absolute path'
  return location === jujuFolder || location.startsWith(`${jujuFolder}/`) ? `is below ${jujuFolder}, where Juju keeps its own` : undefined
}

function checkStorage(report: Report, charm: Charm): void {
  for (const [name, one] of membersOf(report, 'storage', charm.storage)) {
    const place = at('storage', name)
    checkName(report, 'storage', name)
    refuseKeys(report, place, one, { known, refused: kebab })
    if (one.type !== 'filesystem' && one.type !== 'block') report(at(place, 'type'), "is neither 'filesystem' nor 'block'")
    if (one.type === 'block' && one.location !== undefined) report(at(place, 'location'), 'is not supported: a disk is mounted nowhere')
    const faults: readonly (readonly [key: string, why: string | undefined])[] = [
      ['multiple', one.multiple === undefined ? undefined : rangeFault(one.multiple)],
      ['location', one.type !== 'filesystem' || one.location === undefined ? undefined : locationFault(one.location)],
      ['minimumSize', one.minimumSize === undefined || sizePattern.test(one.minimumSize) ? undefined : "is no size such as '10G'"],
      ['properties', (one.properties ?? []).every((property) => property === 'transient') ? undefined : "has more than 'transient'"],
    ]
    for (const [key, why] of faults) if (why !== undefined) report(at(place, key), why)
  }
}

function checkResources(report: Report, charm: Charm): void {
  for (const [name, one] of membersOf(report, 'resources', charm.resources)) {
    const place = at('resources', name)
    checkName(report, 'resources', name, /^[A-Za-z0-9][\w.-]*$/)
    refuseKeys(report, place, one, { known: ['type', 'filename', 'description'] })
    const type: unknown = one.type
    if (type !== undefined && type !== 'file')
      report(at(place, 'type'), `${JSON.stringify(type)} is not supported: only charms for Kubernetes have images`)
    if (
      typeof one.filename !== 'string' ||
      one.filename === '' ||
      /[/\0]/.test(one.filename) ||
      one.filename === '.' ||
      one.filename === '..'
    )
      report(at(place, 'filename'), 'is no name of a file without a folder')
  }
}

/** Reports what Juju would refuse in storages and resources. */
export function checkFilesAndDisks(report: Report, charm: Charm): void {
  checkStorage(report, charm)
  checkResources(report, charm)
}
