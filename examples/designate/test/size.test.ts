import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const linesOf = (path: string): number => readFileSync(join(root, path), 'utf8').split('\n').length - 1

test('the page and its templates are short, and the README says how short', () => {
  const page = linesOf('src/charm.ts')
  const templates = readdirSync(join(root, 'templates')).reduce((sum, name) => sum + linesOf(join('templates', name)), 0)
  expect(page + templates).toBeLessThan(90)
  const said = `${page} lines and the templates ${templates}, ${page + templates} together`
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(said)
})
