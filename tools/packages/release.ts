/** Makes the next release in a copy: versions and changelogs from the changesets, then everything of publishing but the upload. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { packNew } from './pack.ts'
import { readManifest, run } from './run.ts'

type Bump = 'major' | 'minor' | 'patch'
const BUMPS: readonly Bump[] = ['patch', 'minor', 'major']

/** Reads the bump that the changesets of a folder ask for, by package. */
const wantedBumps = (root: string): ReadonlyMap<string, Bump> => {
  const wanted = new Map<string, Bump>()
  for (const file of globSync('.changeset/*.md', { cwd: root, exclude: ['.changeset/README.md'] })) {
    const [, front = ''] = readFileSync(join(root, file), 'utf8').split(/^---$/m)
    for (const [, name = '', bump] of front.matchAll(/^["']?([^"':]+)["']?:\s*(major|minor|patch)\s*$/gm)) {
      const before = wanted.get(name)
      const now = bump as Bump
      wanted.set(name, before === undefined || BUMPS.indexOf(now) > BUMPS.indexOf(before) ? now : before)
    }
  }
  return wanted
}

const bumped = (version: string, bump: Bump): string => {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  if (bump === 'major') return `${major + 1}.0.0`
  return bump === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`
}

/** Copies what git would commit of the checkout into a repository of its own, with the builds and dependencies of the packages. */
const copyCheckout = (root: string, scratch: string): void => {
  const files = run(['git', 'ls-files', '--cached', '--others', '--exclude-standard', '-z'], root).split('\0')
  const built = globSync('{packages,charms}/*/{dist,node_modules}', { cwd: root })
  for (const file of [...files, ...built]) {
    if (file === '' || !existsSync(join(root, file))) continue
    mkdirSync(dirname(join(scratch, file)), { recursive: true })
    // The links of a workspace are relative: in the copy they lead to its own packages.
    cpSync(join(root, file), join(scratch, file), { recursive: true, verbatimSymlinks: true })
  }
  symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'))
  run(['git', 'init', '--quiet', '--initial-branch=main'], scratch)
  run(['git', 'add', '--all', '--', '.', ':!packages/*/dist'], scratch)
  run(['git', '-c', 'user.name=release', '-c', 'user.email=release@localhost', 'commit', '--quiet', '--message=release'], scratch)
}

/**
 * Makes the versions of the next release in the folder `scratch`, and names the packages whose version is not the one that the changesets
 * ask for.
 */
export const makeVersions = (root: string, scratch: string, packages: readonly string[]): readonly string[] => {
  copyCheckout(root, scratch)
  run(['changeset', 'version'], scratch)
  const wanted = wantedBumps(root)
  return packages.flatMap((folder) => {
    const { name, version: before } = readManifest(join(root, folder))
    const { version } = readManifest(join(scratch, folder))
    const bump = wanted.get(name)
    // Without a changeset a package is released again only when one that it depends on is.
    const expected = bump === undefined ? [before, bumped(before, 'patch')] : [bumped(before, bump)]
    const problems = expected.includes(version) ? [] : [`${name}: is ${version} after \`changeset version\`, and not ${expected[0]}`]
    if (version === '0.0.0') return [`${name}: was never released and has no changeset`, ...problems]
    const changelog = join(scratch, folder, 'CHANGELOG.md')
    const told = existsSync(changelog) && readFileSync(changelog, 'utf8').includes(`## ${version}\n`)
    return told ? problems : [...problems, `${name}: CHANGELOG.md says nothing of ${version}`]
  })
}

/** Runs a program to its end while the server of this process goes on. */
const finished = async (argv: readonly [string, ...string[]], cwd: string, env: NodeJS.ProcessEnv): Promise<string | undefined> => {
  const [program, ...args] = argv
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const [status] = await once(child, 'close')
  return status === 0 ? undefined : `${argv.join(' ')} ended with ${status}:\n${output}`
}

/**
 * Packs and publishes as the workflow does, except for the upload, to a registry on this machine that knows no package and notes what is
 * asked of it. The tarballs are in the folder `tarballs` then. Names what is wrong: a package that would not be published in its version,
 * and any request that writes.
 */
export const tryPublishing = async (scratch: string, packages: readonly string[], tarballs: string): Promise<readonly string[]> => {
  const written: string[] = []
  const registry = createServer(({ method, url }, response) => {
    if (method !== 'GET' && method !== 'HEAD') written.push(`${method} ${url}`)
    response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(registry, 'listening')
  const url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`
  const packed = await packNew(scratch, tarballs, url)
  // A folder with nothing but the tarballs, as in the workflow's last job.
  const alone = mkdtempSync(join(tarballs, '..', 'publishing-'))
  const problems: string[] = []
  for (const { sum } of packed) {
    const [, file = ''] = sum.split('  ')
    const options = ['--dry-run', '--provenance', '--access', 'public', '--ignore-scripts'] as const
    const problem = await finished(['npm', 'publish', join(tarballs, file), ...options], alone, {
      ...process.env,
      npm_config_registry: url,
    })
    if (problem !== undefined) problems.push(problem)
  }
  registry.close()
  const tags = packed.map(({ tag }) => tag)
  const expected = packages.map((folder) => readManifest(join(scratch, folder))).map(({ name, version }) => `${name}@${version}`)
  return [
    ...problems,
    ...written.map((request) => `npm publish --dry-run has sent ${request}`),
    ...expected.filter((one) => !tags.includes(one)).map((one) => `${one} would not be published`),
    ...tags.filter((one) => !expected.includes(one)).map((one) => `${one} would be published, and is no package of packages/`),
  ]
}
