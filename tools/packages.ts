// Builds the packages with turbo and looks at what they would publish: publint, the files in each tarball, and whether a program that has
// nothing but the tarballs can import every subpath, with types.
import { spawnSync } from 'node:child_process'
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

interface Manifest {
  readonly name: string
  readonly bin?: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | { readonly types?: string; readonly default?: string }>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

const root = dirname(import.meta.dirname)
const work = mkdtempSync(join(realpathSync(tmpdir()), 'packages-'))
process.once('exit', () => rmSync(work, { recursive: true, force: true }))
const problems: string[] = []

/** Runs a program to its end, and ends this one when it fails. */
const run = (argv: readonly [string, ...string[]], cwd: string): string => {
  const [program, ...args] = argv
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' })
  if (status === 0) return stdout
  console.error(`${argv.join(' ')}\n${stdout}${stderr}${error?.message ?? ''}`)
  process.exit(1)
}

const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

/** The compiler leaves the output of a source that has gone; a build elsewhere would not have it. */
const removeStale = (folder: string): void => {
  for (const output of globSync('dist/**/*.js', { cwd: folder })) {
    if (existsSync(join(folder, 'src', `${output.slice('dist/'.length, -'.js'.length)}.ts`))) continue
    for (const end of ['.js', '.js.map', '.d.ts', '.d.ts.map']) rmSync(join(folder, output.replace(/\.js$/, end)), { force: true })
  }
}

/** Lays a tarball out as an installation would: what it declares beside it, and nothing else. */
const install = (folder: string, tarball: string): string => {
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

const checkFiles = ({ name }: Manifest, target: string): void => {
  const files = globSync('**/*', { cwd: target, exclude: (path) => path === 'node_modules' })
  for (const file of files) {
    const isSource = /\.tsbuildinfo$|\.test\.|(?<!\.d)\.ts$/.test(file) || /^(src|test)(\/|$)/.test(file)
    if (isSource) problems.push(`${name}: ${file} is in the tarball`)
  }
  for (const file of ['README.md', 'LICENSE']) if (!files.includes(file)) problems.push(`${name}: no ${file} in the tarball`)
}

const folders = globSync('packages/*/package.json', { cwd: root })
  .toSorted()
  .map((file) => join(root, dirname(file)))
for (const folder of folders) removeStale(folder)
run(['turbo', 'run', 'build', '--output-logs=errors-only', '--no-update-notifier'], root)

const tarballs = join(work, 'tarballs')
mkdirSync(tarballs)
run(['pnpm', '--filter', './packages/*', '--recursive', 'pack', '--pack-destination', tarballs], root)
const consumer = join(work, 'consumer')
mkdirSync(join(consumer, 'node_modules', '@charm-layers'), { recursive: true })
const imports: string[] = []
const commands: (readonly [string, string])[] = []
for (const folder of folders) {
  const own = readManifest(folder)
  const [file] = globSync(`charm-layers-${basename(folder)}-[0-9]*.tgz`, { cwd: tarballs })
  const tarball = join(tarballs, file ?? '')
  const { messages, pkg } = await publint({
    strict: true,
    pack: { tarball: Uint8Array.from(readFileSync(tarball)).buffer },
  })
  for (const message of messages) problems.push(`${own.name}: ${formatMessage(message, pkg, { color: false }) ?? message.code}`)
  const target = install(folder, tarball)
  const manifest = readManifest(target)
  checkFiles(manifest, target)
  symlinkSync(target, join(consumer, 'node_modules', '@charm-layers', basename(folder)))
  for (const [subpath, conditions] of Object.entries(manifest.exports)) {
    const specifier = `${manifest.name}${subpath.slice(1)}`
    const paths = typeof conditions === 'string' ? [conditions] : Object.values(conditions)
    for (const path of paths) if (!existsSync(join(target, path))) problems.push(`${specifier}: there is no ${path}`)
    if (typeof conditions !== 'string' && conditions.default !== undefined) imports.push(specifier)
  }
  for (const path of Object.values(manifest.bin ?? {})) commands.push([manifest.name, join(target, path)])
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
  for (const [, path] of commands) run(['node', path, '--help'], consumer)
}
for (const problem of problems) console.error(problem)
console.log(
  problems.length === 0
    ? `packages: ${folders.length} packages, ${imports.length} imports and ${commands.length} commands work from their tarballs`
    : `packages: ${problems.length} problems`,
)
process.exitCode = problems.length === 0 ? 0 : 1
