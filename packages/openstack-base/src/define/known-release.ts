/** Which OpenStack release a unit has. */
import { type Context, upstreamVersion } from '@charm-layers/charm'
import { type BadOrigin, type Origin, parseOrigin } from '../origin/index.ts'
import { isAtLeast, type Release, releaseOfVersion } from '../releases.ts'
import type { PlainCharm } from './charm.ts'

/** What is known of the release, and why an operator has to do something about it. */
export interface KnownRelease {
  /** The release that is installed, else the one that `openstack-origin` offers; undefined while neither is known. */
  readonly release?: Release
  /** The version of the package that tells the release, without what the distribution adds; undefined while it is not installed. */
  readonly version?: string
  /** Why the release that is installed cannot be right. */
  readonly problem?: string
}

/** Says that a version is none of those in the charm's table, and where that ends. */
function unknown({ package: name, versions }: PlainCharm['release'], version: string): string {
  const newest = Object.values(versions).reduce<Release | undefined>((a, b) => (a !== undefined && isAtLeast(a, b) ? a : b), undefined)
  return `${name} ${version} is of no OpenStack release that this charm knows${newest === undefined ? '' : `; the newest is ${newest}`}`
}

/**
 * Finds the OpenStack release of a unit: the one that is installed, else the one that is offered. A version in no table is of an unknown
 * release, never of the one that is offered.
 */
export function knownRelease({ release: of }: PlainCharm, { host }: Pick<Context, 'host'>, offered: Release | undefined): KnownRelease {
  const installed = host.installed(of.package)
  if (installed === undefined) return offered === undefined ? {} : { release: offered }
  const version = upstreamVersion(installed)
  const release = releaseOfVersion(of.versions, installed)
  if (release === undefined) return { version, problem: unknown(of, version) }
  if (offered === undefined || isAtLeast(release, offered)) return { release, version }
  return { release, version, problem: `openstack-origin offers ${offered}, but ${release} is installed (${of.package} ${version})` }
}

/** Reads `openstack-origin`, and finds the release with it. */
export function readOrigin(
  charm: PlainCharm,
  context: Pick<Context, 'host' | 'config'>,
): { readonly origin: Origin | BadOrigin; readonly known: KnownRelease } {
  const origin = parseOrigin(String(context.config['openstack-origin']), context.host)
  return { origin, known: knownRelease(charm, context, 'problem' in origin ? undefined : origin.release) }
}
