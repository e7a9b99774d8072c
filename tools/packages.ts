// Builds the packages with turbo, makes the next release of them in a copy, and looks at what it would publish: versions and changelogs,
// publint, attw, the files in each tarball, what an import costs, and whether a program that has nothing but the tarballs can import every
// subpath, with types.
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { makeVersions, tryPublishing } from './packages/release.ts'
import { type Manifest, readManifest, run } from './packages/run.ts'
import { SIZE_LIMIT, sizeOf, workAtImport } from './packages/size.ts'
import { dependencyProblems, fileProblems, install } from './packages/tarball.ts'
import { typeProblems } from './packages/types.ts'

const root = dirname(import.meta.dirname)
const work = mkdtempSync(join(realpathSync(tmpdir()), 'packages-'))
process.once('exit', () => rmSync(work, { recursive: true, force: true }))
const problems: string[] = []

/** The compiler keeps the output of a deleted source, and maps of builds that had some. They are removed first: a build elsewhere has none. */
const removeStale = (folder: string): void => {
  for (const map of globSync('dist/**/*.map', { cwd: folder })) rmSync(join(folder, map))
  for (const output of globSync('dist/**/*.js', { cwd: folder })) {
    if (existsSync(join(folder, 'src', `${output.slice('dist/'.length, -'.js'.length)}.ts`))) continue
    for (const end of ['.js', '.d.ts']) rmSync(join(folder, output.replace(/\.js$/, end)), { force: true })
  }
}

const lint = async (tarball: Uint8Array): Promise<readonly string[]> => {
  const { messages, pkg } = await publint({ strict: true, pack: { tarball: Uint8Array.from(tarball).buffer } })
  return [...messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code), ...(await typeProblems(tarball))]
}

/** Gives the subpaths that a program can import, and names those whose file does not exist. */
const importsOf = ({ name, exports }: Manifest, target: string): readonly string[] =>
  Object.entries(exports).flatMap(([subpath, conditions]) => {
    const specifier = `${name}${subpath.slice(1)}`
    const paths = typeof conditions === 'string' ? [conditions] : Object.values(conditions)
    for (const path of paths) if (!existsSync(join(target, path))) problems.push(`${specifier}: there is no ${path}`)
    return typeof conditions !== 'string' && conditions.default !== undefined ? [specifier] : []
  })

const packages = globSync('packages/*/package.json', { cwd: root })
  .map((file) => dirname(file))
  .toSorted()
for (const folder of packages) removeStale(join(root, folder))
run(['turbo', 'run', 'build', '--output-logs=errors-only', '--no-update-notifier'], root)

const release = join(work, 'release')
problems.push(...makeVersions(root, release, packages))
const tarballs = join(work, 'tarballs')
problems.push(...(await tryPublishing(release, packages, tarballs)))
const consumer = join(work, 'consumer')
mkdirSync(join(consumer, 'node_modules', '@charm-layers'), { recursive: true })
const versions = new Map(packages.map((folder) => readManifest(join(release, folder))).map(({ name, version }) => [name, version]))
const imports: string[] = []
const commands: string[] = []
for (const folder of packages) {
  const { name, version } = readManifest(join(release, folder))
  const tarball = join(tarballs, `charm-layers-${basename(folder)}-${version}.tgz`)
  const target = install(join(release, folder), tarball, work)
  const found = [
    ...(await lint(readFileSync(tarball))),
    ...fileProblems(tarball, target, [root, work]),
    ...dependencyProblems(target, versions),
  ]
  problems.push(...found.map((problem) => `${name}: ${problem}`))
  symlinkSync(target, join(consumer, 'node_modules', '@charm-layers', basename(folder)))
  const manifest = readManifest(target)
  imports.push(...importsOf(manifest, target))
  commands.push(...Object.values(manifest.bin ?? {}).map((path) => join(target, path)))
}

for (const specifier of imports.filter((one) => one.includes('/interface-') && !one.includes('/interface-conformance'))) {
  const left = await workAtImport(specifier, consumer)
  if (left !== '') problems.push(`${specifier}: does this when it is imported:\n${left}`)
  if (specifier.endsWith('/testing')) continue
  const size = await sizeOf(specifier, consumer)
  console.log(`${specifier.padEnd(40)} ${(size / 1000).toFixed(1).padStart(5)} kB minified, of at most ${SIZE_LIMIT / 1000}`)
  if (size > SIZE_LIMIT) problems.push(`${specifier}: is ${size} bytes minified, and may be ${SIZE_LIMIT}`)
}

writeFileSync(join(consumer, 'package.json'), '{ "type": "module" }')
writeFileSync(
  join(consumer, 'all.ts'),
  imports.map((specifier, index) => `import * as all${index} from '${specifier}'\nvoid all${index}\n`).join(''),
)
cpSync(join(root, 'tsconfig.base.json'), join(consumer, 'base.json'))
writeFileSync(
  join(consumer, 'tsconfig.json'),
  JSON.stringify({
    extends: './base.json',
    compilerOptions: { customConditions: [], composite: false, incremental: false, noEmit: true, isolatedDeclarations: false },
  }),
)
mkdirSync(join(consumer, 'node_modules', '@types'))
symlinkSync(realpathSync(join(root, 'node_modules', '@types', 'node')), join(consumer, 'node_modules', '@types', 'node'))
if (problems.length === 0) {
  run(['node', 'all.ts'], consumer)
  run(['tsc', '-p', '.'], consumer)
  for (const path of commands) run(['node', path, '--help'], consumer)
}
for (const problem of problems) console.error(problem)
console.log(
  problems.length === 0
    ? `packages: ${packages.length} packages, ${imports.length} imports and ${commands.length} commands work from their tarballs; publishing was tried`
    : `packages: ${problems.length} problems`,
)
process.exitCode = problems.length === 0 ? 0 : 1
