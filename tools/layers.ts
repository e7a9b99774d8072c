// Fails on an arrow that the architecture forbids: reads what each package.json depends on and what its sources import.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const scope = '@charm-layers/'

/** What the run-time code of a package may import, by the names after the scope. */
const allowed = (name: string): RegExp => {
  if (name === 'charm') return /^$/
  if (name.startsWith('interface-')) return /^charm$/
  if (name === 'openstack-base') return /^(charm|interface-(?!conformance).*)$/
  if (name === 'charm-testing' || name === 'charm-cli') return /^charm$/
  if (name === 'local-juju') return /^(charm|charm-cli)$/
  // Charms: the one of Trove, the examples, the stand-ins.
  return /^(charm|interface-(?!conformance).*|openstack-base)$/
}

/** The packages after the scope that a source names, however it imports them. */
const imported = (text: string): readonly string[] =>
  [...text.matchAll(/\b(?:from|import)\s*\(?\s*['"]@charm-layers\/([^/'"]+)/g)].map(([, target = '']) => target)

/** Imports of an interface package that are no types. */
const loading = (text: string): readonly string[] =>
  [...text.matchAll(/^\s*(?:import|export)\s(?!type\s)[^'"]*?['"]@charm-layers\/[^'"]+|\bimport\(\s*['"]@charm-layers\/[^'"]+/gm)].map(
    ([all]) => all.trim(),
  )

/** Finds the arrows of a repository that point upwards, or around. */
export function wrongArrows(root: string): readonly string[] {
  const problems: string[] = []
  for (const manifest of globSync('{packages,charms,examples,tests/functional/charms}/*/package.json', { cwd: root })) {
    const of: { name: string; dependencies?: object; peerDependencies?: object } = JSON.parse(readFileSync(join(root, manifest), 'utf8'))
    const short = of.name.slice(scope.length)
    for (const dependency of Object.keys({ ...of.dependencies, ...of.peerDependencies }))
      if (dependency.startsWith(scope) && !allowed(short).test(dependency.slice(scope.length)))
        problems.push(`${manifest}: ${short} must not depend on ${dependency}`)
    for (const file of globSync(`${dirname(manifest)}/src/**/*.ts`, { cwd: root })) {
      const text = readFileSync(join(root, file), 'utf8')
      for (const target of imported(text)) if (!allowed(short).test(target)) problems.push(`${file}: ${short} must not import ${target}`)
      if (short.startsWith('interface-'))
        for (const statement of loading(text)) problems.push(`${file}: an interface package imports types only: ${statement}`)
      const depth = file.split('/').length - manifest.split('/').length
      for (const [, path = ''] of text.matchAll(/\b(?:from|import)\s*\(?\s*['"](\.\.?\/[^'"]+)['"]/g))
        if ((path.match(/\.\.\//g) ?? []).length > depth) problems.push(`${file}: import by the package's name, not ${path}`)
    }
  }
  return problems
}

if (import.meta.main) {
  const problems = wrongArrows(dirname(import.meta.dirname))
  for (const problem of problems) console.error(problem)
  console.log(problems.length === 0 ? 'layers: every arrow points downwards' : `layers: ${problems.length} wrong arrows`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
