/** Checks a definition when it is made: what Juju would refuse later, and what a definition cannot say. */
import { CharmError } from '../../errors.ts'
import type { Charm } from '../charm.ts'
import type { Assumption } from '../metadata.ts'
import { notInDefinition } from '../not-supported.ts'
import { checkEndpoints } from './endpoints.ts'
import { checkActions, checkOptions } from './options.ts'
import { checkTexts, isObject, namePattern, type Report, refuseKeys } from './report.ts'
import { checkFilesAndDisks } from './storage.ts'

const known =
  'name summary description title maintainers links tags terms assumes bases architectures files extraBindings config requires provides peers subordinate storage resources actions desired stop remove'.split(
    ' ',
  )
const architectures = ['amd64', 'arm64', 'ppc64el', 's390x', 'riscv64']
const feature = /^[a-z][a-z0-9-]*[a-z0-9](?:\s*(?:>=|<)\s*[\w.-]+)?$/
const term = /^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)?[a-z](?:-?[a-z0-9]+)*(?:\/\d+)?$/
/** What `pack` writes itself, and what Juju leaves out of a charm. */
const taken =
  /^(?:metadata|config|actions|manifest|lxd-profile)\.yaml$|^(?:dispatch|dist|runtime|hooks|build|revision|version|\.git|\.jujuignore)(?:\/|$)/

function checkAssumption(report: Report, one: Assumption): void {
  if (typeof one === 'string') {
    if (!feature.test(one)) report('assumes', `has '${one}', which is no need such as 'juju >= 3.1'`)
    return
  }
  const given: unknown = one
  const inner = isObject(given) ? (given.anyOf ?? given.allOf) : undefined
  if (Array.isArray(inner) && Object.keys(one).length === 1) for (const each of inner) checkAssumption(report, each)
  else report('assumes', 'has something that is neither a text nor { anyOf } nor { allOf }')
}

const isOutside = (path: string): boolean => path.startsWith('/') || path.split('/').some((part) => part === '..' || part === '')

function checkDescription(report: Report, charm: Charm): void {
  if (typeof charm.name !== 'string' || !namePattern.test(charm.name))
    report('name', `'${charm.name}' is no name that Juju takes: write words of a-z and 0-9 with dashes between them, each with a letter`)
  if (typeof charm.summary !== 'string' || charm.summary === '') report('summary', 'is missing')
  if (charm.description !== undefined && typeof charm.description !== 'string') report('description', 'is no text')
  if (charm.title !== undefined && typeof charm.title !== 'string') report('title', 'is no text')
  for (const key of ['maintainers', 'tags', 'terms', 'bases', 'architectures', 'files', 'extraBindings'] as const)
    checkTexts(report, key, charm[key])
  for (const one of charm.terms ?? []) if (!term.test(one)) report('terms', `has '${one}', which is not 'name', 'name/1' or 'owner/name/1'`)
  for (const one of charm.bases ?? [])
    if (!/^[a-z]+@[0-9][0-9a-z.]*$/.test(one)) report('bases', `has '${one}', which is no base such as 'ubuntu@24.04'`)
  for (const one of charm.architectures ?? [])
    if (!architectures.includes(one)) report('architectures', `has '${one}', which is none of ${architectures.join(', ')}`)
  for (const one of charm.files ?? []) {
    if (isOutside(one)) report('files', `has '${one}', which is no path inside the charm's folder`)
    else if (taken.test(one)) report('files', `has '${one}', a name that the packed charm uses itself or that Juju leaves out`)
  }
  if (charm.assumes !== undefined && !Array.isArray(charm.assumes)) report('assumes', 'is not a list')
  else for (const one of charm.assumes ?? []) checkAssumption(report, one)
  if (charm.links !== undefined) refuseKeys(report, 'links', charm.links, { known: ['docs', 'issues', 'source', 'website'] })
}

/**
 * Checks a definition.
 * @throws CharmError that names each place at which something is wrong.
 */
export function checkDefinition(charm: Charm): void {
  const faults: string[] = []
  const report: Report = (place, why) => void faults.push(`${place} ${why}`)
  refuseKeys(report, '', charm, { known, refused: notInDefinition })
  checkDescription(report, charm)
  checkEndpoints(report, charm)
  checkFilesAndDisks(report, charm)
  checkOptions(report, charm)
  checkActions(report, charm)
  if (typeof charm.desired !== 'function') report('desired', 'is no function')
  for (const key of ['stop', 'remove'] as const)
    if (charm[key] !== undefined && typeof charm[key] !== 'function') report(key, 'is no function')
  if (faults.length > 0) throw new CharmError('E_DEFINITION', `the definition of charm '${charm.name}': ${faults.join('; ')}`)
}
