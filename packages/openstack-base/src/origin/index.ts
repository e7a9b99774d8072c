/** The option `openstack-origin`: where packages come from, and which release that offers. */
import { absent, command, type Desired, file, type HostFacts, type Options, option, packages, secret } from '@charm-layers/charm'
import { parseRelease, type Release, releaseOfSeries } from '../releases.ts'
import { cloudArchivePocket } from './cloud-archive.ts'
import { takeLogin } from './login.ts'
import { archives, type SourceKey, sourceKey } from './source-key.ts'

/** The option, as features bring theirs. */
export const originOption: Options = {
  'openstack-origin': option.string({
    default: 'distro',
    description:
      'Where packages come from: distro, a release such as caracal, cloud:jammy-caracal, proposed, ppa:OWNER/NAME or a deb line; |KEY adds a key.',
  }),
}

/** What an origin means on one machine. */
export interface Origin {
  /** Steps that make the packages available. They come before the installation. */
  readonly steps: Desired
  /** The release that the origin offers; undefined when the origin does not tell. */
  readonly release?: Release
}
/** An origin that cannot be used here, and why. */
export interface BadOrigin {
  readonly problem: string
}

type Machine = Pick<HostFacts, 'distribution' | 'codename' | 'architecture'>
const files = {
  cloudArchive: '/etc/apt/sources.list.d/cloud-archive.list',
  proposed: '/etc/apt/sources.list.d/proposed.list',
  line: '/etc/apt/sources.list.d/openstack-origin.list',
  login: '/etc/apt/auth.conf.d/openstack-origin.conf',
}

/** Splits the key off at `|`. When there are several `|`, the whole text is the source. */
function splitKey(origin: string): readonly [source: string, key: string] {
  const parts = origin.split('|')
  return parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : [origin, '']
}

/** Gives the value of the option without the key, which may have several lines. */
export const sourceOf = (origin: string): string => splitKey(origin)[0]

/** Adds steps that remove the files of all other kinds of origin, so that no older origin stays when the option changes. */
const only = (kept: readonly string[], steps: Desired): Desired => [
  Object.values(files).flatMap((path) => (kept.includes(path) ? [] : [absent(path)])),
  steps,
]

const release = (name: Release | undefined): { readonly release?: Release } => (name === undefined ? {} : { release: name })

const distro = ({ codename }: Machine): Origin => ({ steps: only([], []), ...release(releaseOfSeries(codename)) })

const ports: readonly string[] = ['arm64', 'ppc64el', 's390x']
function proposed({ codename, architecture }: Machine, offered: Release | undefined): Origin | BadOrigin {
  if (architecture !== 'amd64' && !ports.includes(architecture)) return { problem: `Arch ${architecture} not supported for proposed` }
  const url = architecture === 'amd64' ? `http://${archives.main}/ubuntu` : `http://${archives.ports}/ubuntu-ports`
  const line = `deb ${url} ${codename}-proposed main universe multiverse restricted\n`
  return { steps: only([files.proposed], file(files.proposed, line)), ...release(offered) }
}

const pocketOf = (pocket: string, offered: Release | undefined): Origin => ({
  steps: only(
    [files.cloudArchive],
    [
      packages('ubuntu-cloud-keyring'),
      file(files.cloudArchive, `# Ubuntu Cloud Archive\ndeb http://${archives.cloud}/ubuntu ${pocket} main\n`),
    ],
  ),
  ...release(offered),
})

/** Gives an origin that `add-apt-repository` adds, together with its key: a personal package archive (ppa), staging archives among them. */
const repository = (name: string, offered: Release | undefined): Origin => ({
  steps: only(
    [],
    [
      packages('software-properties-common'),
      command(`add the package archive ${name}`, ['/usr/bin/add-apt-repository', '--yes', name], {
        proxied: true,
        unless: ['/usr/bin/grep', '-rqsF', name.replace(/^ppa:/, ''), '/etc/apt/sources.list.d'],
      }),
    ],
  ),
  ...release(offered),
})

/** Gives the name of the release in the name of the cloud archive's staging area; empty for any other archive. */
const stagingOf = (source: string): string => source.match(/^ppa:ubuntu-cloud-archive\/([a-z]+)-staging$/)?.[1] ?? ''

/**
 * Gives the release that the suite of a deb line names, such as `jammy-updates/zed` or `jammy-zed`. Any other part, such as the host, may
 * hold the name of a release by chance.
 */
function releaseOfSuite(suite: string): Release | undefined {
  const [, name = ''] = suite.match(/^[a-z]+-(?:(?:updates|proposed)\/)?([a-z]+)$/) ?? []
  return parseRelease(name)
}

/** Reads a deb line, or the URL of an archive that has the series as its suite. */
function archive(source: string, { codename }: Machine): Origin | BadOrigin {
  const line = source.replaceAll('{series}', codename)
  const whole = line.startsWith('deb') ? line : `deb ${line} ${codename} main`
  const [, options = '', url = '', suite = '', components = ''] =
    whole.match(/^deb\s+(\[[^\]]*\]\s+)?([a-z][a-z0-9+.-]*:\S+)\s+(\S+)(.*)$/i) ?? []
  const isWrongUrl = whole !== line && /\s/.test(line)
  if (isWrongUrl || suite === '' || (components.trim() === '') !== suite.endsWith('/'))
    // A blank in a login would keep the masking of URLs from seeing it.
    return {
      problem: `'${source.replace(/^(.*?\/\/).*@/s, '$1***@')}' is no line of an archive, such as deb http://mirror.example.com/ubuntu jammy main`,
    }
  const login = takeLogin(url)
  // What follows a question mark may be a token.
  const mode = url.includes('?') ? 0o600 : 0o644
  if (login === undefined) return { steps: only([files.line], file(files.line, `${whole}\n`, { mode })), ...release(releaseOfSuite(suite)) }
  if ('problem' in login) return login
  return {
    steps: only(
      [files.line, files.login],
      [
        file(files.login, secret(login.auth), { mode: 0o600 }),
        file(files.line, `deb ${options}${login.url} ${suite}${components}\n`, { mode }),
      ],
    ),
    ...release(releaseOfSuite(suite)),
  }
}

function cloud(source: string, { codename }: Machine): Origin | BadOrigin {
  const rest = source.slice('cloud:'.length)
  const [, series = '', name = ''] = rest.match(/^([a-z]+)-([a-z]+)/) ?? []
  const offered = parseRelease(name)
  if (/^[a-z]+-(?!ovn)[a-z]+(\/[a-z]+)?$/.test(rest) && series !== codename)
    return { problem: `Invalid Cloud Archive release specified: ${series}-${name} on this Ubuntu version (${codename})` }
  if (rest.endsWith('/staging') && offered) return repository(`ppa:ubuntu-cloud-archive/${name}-staging`, offered)
  const pocket = cloudArchivePocket(rest)
  if (pocket === undefined) return { problem: `Unsupported cloud: source option ${rest}` }
  return pocketOf(pocket, offered ?? parseRelease(pocket.slice(pocket.indexOf('/') + 1)))
}

/**
 * Reads a release alone, or with `/proposed`: from the cloud archive where that has the release for this series, else from the
 * distribution.
 */
function byName(source: string, machine: Machine): Origin | BadOrigin | undefined {
  const isProposed = source.endsWith('/proposed')
  const name = parseRelease(source.replace(/\/proposed$/, ''))
  if (name === undefined) return undefined
  const pocket = cloudArchivePocket(`${machine.codename}-${source}`)
  if (pocket !== undefined) return pocketOf(pocket, name)
  if (releaseOfSeries(machine.codename) !== name)
    return { problem: `Invalid OpenStack release specified: ${name} for Ubuntu version ${machine.codename}` }
  return isProposed ? proposed(machine, name) : distro(machine)
}

function parseSource(source: string, machine: Machine): Origin | BadOrigin {
  if (source === 'distro') return distro(machine)
  if (machine.distribution !== 'ubuntu') return { problem: `'${source}' is for Ubuntu; on ${machine.distribution} only 'distro' is valid` }
  if (source === 'proposed' || source === 'distro-proposed') return proposed(machine, releaseOfSeries(machine.codename))
  if (source.startsWith('cloud-archive:')) return repository(source, parseRelease(source.slice('cloud-archive:'.length)))
  if (source.startsWith('ppa:')) return repository(source, parseRelease(stagingOf(source)))
  if (/^(deb\s|deb$|https?:)/.test(source)) return archive(source, machine)
  if (source.startsWith('cloud:')) return cloud(source, machine)
  return byName(source, machine) ?? { problem: `Unknown source: '${source}'` }
}

/** The most characters of the option: a line of an archive with its key has a few thousand. */
const longest = 20_000

/** Reads the value of the option for one machine. */
export function parseOrigin(origin: string, machine: Machine): Origin | BadOrigin {
  if (origin.length > longest) return { problem: `the value is longer than ${longest} characters` }
  const [source, keyText] = splitKey(origin)
  const parsed = parseSource(source.trim(), machine)
  if ('problem' in parsed || keyText === '') return parsed
  const key: SourceKey | BadOrigin = sourceKey(keyText)
  return 'problem' in key ? key : { ...parsed, steps: [key.step, parsed.steps] }
}
