/** Reads the host's own package configuration: which mirrors it uses for Debian, and what it tells apt about them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture } from './command.ts'

/** The release of Debian that machines run, whatever the host's. */
export const suite = 'bookworm'

/** Describes one archive: where it is, and the pockets of the release in it. */
export interface Archive {
  readonly uri: string
  readonly suites: readonly string[]
}

/** What the host says about packages, as far as machines need it. */
export interface HostApt {
  readonly archives: readonly Archive[]
  /** A proxy that the host itself needs to reach its mirrors. */
  readonly proxy?: string
  /** Settings that have to be the same in machines, such as `Acquire::Check-Valid-Until "false";`. */
  readonly settings: readonly string[]
}

const lists = (etc: string): readonly string[] => {
  const parts = join(etc, 'sources.list.d')
  const files = existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : []
  return [join(etc, 'sources.list'), ...files].filter((file) => existsSync(file) && /\.(list|sources)$/.test(file))
}

/** Reads one-line entries: `deb [options] uri suite component…`. */
const parseList = (content: string): readonly Archive[] =>
  content.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)/.exec(line)
    return match?.[1] && match[2] ? [{ uri: match[1], suites: [match[2]] }] : []
  })

/** Reads paragraphs of the deb822 form. */
const parseSources = (content: string): readonly Archive[] =>
  content.split(/\n\s*\n/).flatMap((paragraph) => {
    const lines = paragraph.split('\n').filter((line) => !line.startsWith('#'))
    const field = (name: string): readonly string[] => {
      const line = lines.find((candidate) => candidate.toLowerCase().startsWith(`${name}:`))
      return line === undefined
        ? []
        : line
            .slice(name.length + 1)
            .trim()
            .split(/\s+/)
    }
    if (!field('types').includes('deb') || field('enabled')[0] === 'no') return []
    return field('uris').map((uri) => ({ uri, suites: field('suites') }))
  })

/** Reads the archives that a host's configuration directory names. */
export const readArchives = (etc = '/etc/apt'): readonly Archive[] =>
  lists(etc).flatMap((file) => {
    const content = readFileSync(file, 'utf8')
    return file.endsWith('.sources') ? parseSources(content) : parseList(content)
  })

const trimSlash = (uri: string): string => uri.replace(/\/+$/, '')

/** Where Debian itself offers its archive, over plain http: what apt takes from it is signed. */
const debian = `http://${['deb', 'debian', 'org'].join('.')}`

/**
 * Returns the archives to build machines from: the host's mirrors where the host is a Debian, Debian's own names elsewhere.
 *
 * A host of another Debian release has the same mirrors, only other suites.
 */
export const machineArchives = (host: readonly Archive[]): readonly Archive[] => {
  const find = (path: RegExp): string | undefined =>
    host.map(({ uri }) => trimSlash(uri)).find((uri) => /^https?:/.test(uri) && path.test(uri))
  return [
    { uri: find(/\/debian$/) ?? `${debian}/debian`, suites: [suite, `${suite}-updates`] },
    { uri: find(/\/debian-security$/) ?? `${debian}/debian-security`, suites: [`${suite}-security`] },
  ]
}

/** Asks the host's apt for what machines have to share. */
export const readHostApt = async (): Promise<HostApt> => {
  const options = ['Acquire::Check-Valid-Until', 'Acquire::Check-Date', 'Acquire::http::Proxy']
  const dump = (await capture(['apt-config', 'dump', '--no-empty', '--format', '%F=%v%n', ...options])).stdout
  const values = new Map(
    dump.split('\n').flatMap((line) => (line.includes('=') ? [[line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]] : [])),
  )
  const proxy = values.get('Acquire::http::Proxy')
  const settings = options.slice(0, 2).flatMap((name) => (values.has(name) ? [`${name} "${values.get(name)}";`] : []))
  return { archives: machineArchives(readArchives()), settings, ...(proxy === undefined || proxy === 'DIRECT' ? {} : { proxy }) }
}
