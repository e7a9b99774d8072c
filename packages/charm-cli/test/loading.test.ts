import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url))
const refuseBundler = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module'
registerHooks({ resolve: (name, context, next) => {
  if (name === 'rolldown') throw new Error('the bundler was asked for')
  return next(name, context)
} })`)}`
const run = (...words: readonly string[]) =>
  spawnSync(process.execPath, ['--conditions=@charm-layers/source', '--import', refuseBundler, cli, ...words], { encoding: 'utf8' })

describe('the bundler, which is large,', () => {
  test('is not loaded to print the help', () => {
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('charm-layers pack') })
  })

  test('is not loaded to check a folder', () => {
    expect(run('check', fileURLToPath(new URL('.', import.meta.url))).stderr).not.toContain('the bundler was asked for')
  })

  test('is loaded to pack', () => {
    expect(run('pack', fileURLToPath(new URL('.', import.meta.url))).stderr).toContain('the bundler was asked for')
  })
})
