import { expect, test } from 'vitest'
import { parseManifest } from '../manifest.ts'

test('reads phases in order, and leaves out comments and blank lines', () => {
  expect(parseManifest('# first\n\nscript config=scripts/pack\nnagios-check\n', {})).toEqual([
    { name: 'script', config: 'scripts/pack', settings: {}, line: 3 },
    { name: 'nagios-check', config: undefined, settings: {}, line: 4 },
  ])
})

test('gives a script what else is said, quotes taken away', () => {
  const [phase] = parseManifest(`verify config=check.py MACHINES='trusty:m1.small:2' WAIT="600 s" --target=a-b`, {})
  expect(phase?.settings).toEqual({ MACHINES: 'trusty:m1.small:2', WAIT: '600 s', target: 'a-b' })
})

test('puts variables in place, with a default where one is unset or empty', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the manifest's own notation
  const line = 'deploy config=${NAME} timeout=${TIME:-5400} target=${SERIES:-jammy}-yoga'
  expect(parseManifest(line, { NAME: 'full.yaml', TIME: '', SERIES: 'noble' })).toMatchObject([
    { config: 'full.yaml', settings: { timeout: '5400', target: 'noble-yoga' } },
  ])
})

test('names the line of a word that is no setting', () => {
  expect(() => parseManifest('bundle config=a\nverify check.py', {})).toThrow('manifest, line 2: "check.py" is not of the form key=value')
})
