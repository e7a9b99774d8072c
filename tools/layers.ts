// Fails on an arrow that the architecture forbids: reads what each package.json depends on and what its sources import.
import { globSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

const scope = '@charm-layers/'

/** What the run-time code of a package may import, by the names after the scope. */
const allowed = (name: string): RegExp => {
  if (name === 'charm') return /^$/
  if (name.startsWith('interface-')) return /^charm$/
  if (name === 'openstack-base') return /^(charm|interface-.*)$/
  if (name === 'charm-testing' || name === 'charm-cli') return /^charm$/
  if (name === 'local-juju') return /^(charm|charm-cli)$/
  if (name.startsWith('charm-') || name.startsWith('stand-in-')) return /^(charm|interface-.*|openstack-base)$/
  return /^(?!charm-trove)/
}

const problems: string[] = []
for (const manifest of globSync('{packages,charms,tests/functional/charms}/*/package.json')) {
  const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name: string }
  const short = name.slice(scope.length)
  for (const file of globSync(`${dirname(manifest)}/src/**/*.ts`)) {
    const text = readFileSync(file, 'utf8')
    for (const [statement, typeOnly, target = ''] of text.matchAll(
      /(?:import|export)\s+(type\s)?[^'"]*?from\s+['"]@charm-layers\/([^/'"]+)/g,
    )) {
      // The kit is for tests.
      if (target === 'interface-conformance') problems.push(`${file}: nothing that runs imports ${target}`)
      if (!allowed(short).test(target)) problems.push(`${file}: ${short} must not import ${target}`)
      if (short.startsWith('interface-') && !typeOnly) problems.push(`${file}: an interface package imports types only: ${statement}`)
    }
    for (const [, path = ''] of text.matchAll(/from\s+['"](\.\.?\/[^'"]+)['"]/g)) {
      const depth = file.split('/').length - manifest.split('/').length
      if ((path.match(/\.\.\//g) ?? []).length > depth) problems.push(`${file}: import by the package's name, not ${path}`)
    }
  }
}
for (const problem of problems) console.error(problem)
console.log(problems.length === 0 ? 'layers: every arrow points downwards' : `layers: ${problems.length} wrong arrows`)
process.exitCode = problems.length === 0 ? 0 : 1
