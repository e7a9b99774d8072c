// Writes the generated parts of the interface packages' READMEs. With --check it changes nothing, and fails where one is out of date.
import { readFileSync, writeFileSync } from 'node:fs'
import { INTERFACES, type InterfaceName, readmePath } from './readme.ts'
import { stateDrawings } from './wire/states.ts'
import { wireTable } from './wire/table.ts'

const MAKERS: Readonly<Record<string, (name: InterfaceName) => string>> = { wire: wireTable, states: stateDrawings }

const isCheck = process.argv.includes('--check')
const problems: string[] = []
for (const name of INTERFACES) {
  const before = readFileSync(readmePath(name), 'utf8')
  let after = before
  for (const [part, make] of Object.entries(MAKERS)) {
    const [all, begin = '', end = ''] = after.match(new RegExp(`(<!-- generated: ${part} -->\n).*?(<!-- /generated -->)`, 's')) ?? []
    if (all === undefined) {
      problems.push(`interface-${name}/README.md: lacks <!-- generated: ${part} --> and <!-- /generated -->`)
      continue
    }
    try {
      const made = `${begin}${make(name)}\n${end}`
      after = after.replace(all, () => made)
    } catch (error) {
      problems.push(`interface-${name}/README.md: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  if (after === before) continue
  if (isCheck) problems.push(`interface-${name}/README.md: is not what the code does; run npm run docs`)
  else writeFileSync(readmePath(name), after)
}
for (const problem of problems) console.error(problem)
console.log(problems.length === 0 ? `docs: ${INTERFACES.length} READMEs say what the code does` : `docs: ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
