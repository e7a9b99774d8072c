// Fails on a function that cannot be read at once, and on an export of a package that does not say what it is.
import { dirname } from 'node:path'
import { commentProblems } from './structure/doc-comments.ts'
import { functionProblems } from './structure/functions.ts'
import { findSources, readSource } from './structure/source.ts'

const SOURCES = ['{packages,charms,examples,tests/functional/charms}/*/src/**/*.ts', '{scripts,tools,benchmarks}/**/*.{ts,mjs}']

/** Names what in a repository is not in the form that CONTRIBUTING.md asks for: `file:line: name …`. */
export const structureProblems = (root: string): readonly string[] => [
  ...findSources(root, SOURCES).flatMap((file) => functionProblems(readSource(root, file))),
  ...commentProblems(root),
]

if (import.meta.main) {
  const problems = structureProblems(dirname(import.meta.dirname))
  for (const problem of problems) console.error(problem)
  console.log(
    problems.length === 0 ? 'structure: every function is short, every export says what it is' : `structure: ${problems.length} problems`,
  )
  process.exitCode = problems.length === 0 ? 0 : 1
}
