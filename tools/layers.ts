// Fails on an arrow that the architecture forbids, and on a circle of imports: reads what each package.json depends on and what sources import.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findCircles } from './structure/circles.ts'
import { importsOf } from './structure/imports.ts'
import { findSources, readSource } from './structure/source.ts'

/** Dependencies that a package does without at run time. */
type Optional = Readonly<Record<string, { readonly optional?: boolean }>>

const scope = '@charm-layers/'

/** What the run-time code of a package may import, by the names after the scope. */
const allowed = (name: string): RegExp => {
  if (name === 'relation') return /^$/
  if (name === 'charm') return /^relation$/
  if (name.startsWith('interface-')) return /^relation$/
  if (name === 'openstack-base') return /^(relation|charm|interface-(?!conformance).*)$/
  if (name === 'charm-testing' || name === 'charm-cli') return /^(relation|charm)$/
  if (name === 'local-juju') return /^(relation|charm|charm-cli)$/
  // Charms: the one of Trove, the examples, the stand-ins.
  return /^(relation|charm|interface-(?!conformance).*|openstack-base)$/
}

/** What a package gives to the tests of its users stands in `testing/`, and may run charms there. */
const isForTests = (manifest: string, file: string): boolean => file.startsWith(`${dirname(manifest)}/src/testing/`)

/** The folders of the runtime's sources. Each may import those in front of it, and none behind it. */
const rooms = ['host', 'juju', 'define', 'hook']

/** Finds imports of the runtime from a folder to one that stands behind it. */
export const wrongRooms = (root: string): readonly string[] =>
  findSources(root, ['packages/charm/src/*/**/*.ts']).flatMap((file) =>
    importsOf(readSource(root, file)).flatMap((target) => {
      const [from, to] = [file, join(dirname(file), target)].map((path) => rooms.indexOf(path.split('/')[3] ?? ''))
      return target.startsWith('.') && (to ?? 0) > (from ?? 0) ? [`${file}: ${rooms[from ?? 0]}/ must not import ${target}`] : []
    }),
  )

/** Finds the arrows of a repository that point upwards, or around. */
export function wrongArrows(root: string): readonly string[] {
  const problems: string[] = []
  for (const manifest of globSync('{packages,charms,examples,tests/functional/charms}/*/package.json', { cwd: root })) {
    const of: { name: string; dependencies?: object; peerDependencies?: object; peerDependenciesMeta?: Optional } = JSON.parse(
      readFileSync(join(root, manifest), 'utf8'),
    )
    const short = of.name.slice(scope.length)
    const needed = Object.keys({ ...of.dependencies, ...of.peerDependencies }).filter((one) => !of.peerDependenciesMeta?.[one]?.optional)
    for (const dependency of needed)
      if (dependency.startsWith(scope) && !allowed(short).test(dependency.slice(scope.length)))
        problems.push(`${manifest}: ${short} must not depend on ${dependency}`)
    for (const file of findSources(root, [`${dirname(manifest)}/src/**/*.ts`])) {
      const depth = file.split('/').length - manifest.split('/').length
      for (const target of importsOf(readSource(root, file))) {
        const [name = ''] = target.startsWith(scope) ? target.slice(scope.length).split('/') : []
        if (name !== '' && !allowed(short).test(name) && !(name === 'charm-testing' && isForTests(manifest, file)))
          problems.push(`${file}: ${short} must not import ${name}`)
        if (target.startsWith('.') && (target.match(/\.\.\//g) ?? []).length > depth)
          problems.push(`${file}: import by the package's name, not ${target}`)
      }
    }
  }
  return problems
}

if (import.meta.main) {
  const root = dirname(import.meta.dirname)
  const problems = [...wrongArrows(root), ...wrongRooms(root), ...findCircles(root)]
  for (const problem of problems) console.error(problem)
  console.log(
    problems.length === 0
      ? 'layers: every arrow points downwards, none in a circle'
      : `layers: ${problems.length} wrong arrows and circles`,
  )
  process.exitCode = problems.length === 0 ? 0 : 1
}
