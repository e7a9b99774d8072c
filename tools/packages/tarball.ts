/** What is in a tarball, and a folder in which it is installed. */
import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { readManifest, run } from './run.ts'

/** Lays a tarball out as an installation would: what it declares beside it, and nothing else. */
export const install = (folder: string, tarball: string, work: string): string => {
  const target = join(work, 'installed', basename(folder))
  mkdirSync(target, { recursive: true })
  run(['tar', '-xzf', tarball, '-C', target, '--strip-components=1'], work)
  const { dependencies, optionalDependencies, peerDependencies } = readManifest(target)
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
    const own = name.startsWith('@charm-layers/') ? join(work, 'installed', basename(name)) : join(folder, 'node_modules', name)
    const link = join(target, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    if (name.startsWith('@charm-layers/') || existsSync(own)) symlinkSync(name.startsWith('@') ? own : realpathSync(own), link)
  }
  return target
}

/** Everything that a package may hold. Native sources are local-juju's, the templates of a new charm are charm-cli's, data is of the conformance kit. */
const FILES = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|hbs-env\.d\.ts)$/,
  /^bin\/[\w-]+\.mjs$/,
  /^dist\/.+(\.js|\.d\.ts)$/,
  /^(native|templates)\/.+/,
  /^[\w-]+\/.+\.json$/,
]

/** Names what should not be in a tarball, what is missing, and texts that tell of the machine it was made on. */
export const fileProblems = (tarball: string, target: string, machine: readonly string[]): readonly string[] => {
  const files = run(['tar', '-tzf', tarball], target)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice('package/'.length))
  const known = (file: string): boolean =>
    FILES.some((pattern) => pattern.test(file)) && !/^(src|test)\/|^dist\/.*(\.test\.|\btest\/)/.test(file)
  const text = (file: string): string => readFileSync(join(target, file), 'utf8')
  return [
    ...files.filter((file) => !known(file)).map((file) => `${file} is in the tarball`),
    ...['README.md', 'LICENSE', 'CHANGELOG.md'].filter((file) => !files.includes(file)).map((file) => `no ${file} in the tarball`),
    ...files.filter((file) => machine.some((path) => text(file).includes(path))).map((file) => `${file} names a path of this machine`),
  ]
}

/** Names dependencies that cannot be installed from a registry, or that an interface package may not have. */
export const dependencyProblems = (target: string, versions: ReadonlyMap<string, string>): readonly string[] => {
  const { name, dependencies, optionalDependencies, peerDependencies } = readManifest(target)
  const all = Object.entries({ ...dependencies, ...optionalDependencies, ...peerDependencies })
  const isCodec = name.startsWith('@charm-layers/interface-') && name !== '@charm-layers/interface-conformance'
  const allowed = ['@charm-layers/relation', ...(name === '@charm-layers/interface-nrpe' ? ['yaml'] : [])]
  return [
    ...all.filter(([, range]) => /^(workspace|link|file|catalog):/.test(range)).map(([one, range]) => `depends on ${one} ${range}`),
    ...all
      .filter(([one, range]) => /^\d/.test(range) && versions.has(one) && versions.get(one) !== range)
      .map(([one, range]) => `depends on ${one} ${range}, which is ${versions.get(one)}`),
    ...Object.keys(isCodec ? { ...dependencies, ...optionalDependencies } : {})
      .filter((one) => !allowed.includes(one))
      .map((one) => `an interface package depends on @charm-layers/relation alone, and this one on ${one}`),
  ]
}
