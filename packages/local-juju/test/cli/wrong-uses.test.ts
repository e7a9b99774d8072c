// Calls that a real client refuses by itself, before it asks a controller: ours refuses them in the same words, and starts nothing.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { isLeftOut } from '../../src/cli/left-out.ts'
import { commands } from '../../src/cli/command-table.ts'
import { commandWords } from '../../src/cli/registry.ts'
import { call } from './call.ts'
import { recordings } from './recordings.ts'

const folder = mkdtempSync(join(tmpdir(), 'juju-words-'))
afterAll(() => rmSync(folder, { recursive: true }))
const surroundings = { cwd: folder, env: { JUJU_DATA: folder, PATH: '' } }

/** Recorded on 4.0 and different here, each with its reason. */
const others: Readonly<Record<string, string>> = {
  'deploy ./x.charm --base ubuntu@24.04 --series noble': '3.6 has --series: see the table below',
}

describe('wrong uses, in the words of the recorded client', () => {
  const usage = recordings.filter((recorded) => recorded.code === 2 && recorded.n >= 336)
  for (const recorded of usage) {
    const words = recorded.argv.join(' ')
    if (others[words] !== undefined) continue
    test(`juju ${words}`, async () => {
      expect(await call(recorded.argv, surroundings)).toEqual({ code: 2, stdout: '', stderr: recorded.stderr })
    })
  }
})

describe('wrong uses of 3.6, and those that fail while running without a controller', () => {
  const cases: readonly (readonly [string, number, string])[] = [
    ['deploy ./x.charm --base b --series s', 2, 'ERROR --series and --base cannot be specified together\n'],
    ['deploy ./nothere.charm', 1, 'ERROR no charm was found at "./nothere.charm"\n'],
    ['deploy .', 1, 'ERROR attempting to deploy ".": deploying from directory not supported\n'],
    ['wait-for application', 2, 'ERROR application name must be supplied when waiting for an application\n'],
    ['wait-for application Bad', 2, 'ERROR "Bad" is not valid application name\n'],
    ['wait-for unit x --timeout 1s', 2, 'ERROR "x" is not valid unit name\n'],
    ['wait-for unit a/0 b/0', 2, 'ERROR only one unit name can be supplied as an argument to this command\n'],
    ['destroy-model demo --no-wait', 1, 'ERROR --no-wait without --force not valid\n'],
    ...['show-controller', 'bootstrap', 'create-storage-pool', 'import-filesystem', 'offer', 'export-bundle'].map(
      (word): readonly [string, number, string] => [
        word,
        1,
        `ERROR local-juju does not have Juju's command "${word}"; its README lists what is left out\n`,
      ],
    ),
    ['frobnicate', 1, 'ERROR juju: "frobnicate" is not a juju command. See "juju --help".\n\nDid you mean:\n\trelate\n'],
    ['add-relation a b', 1, 'ERROR juju: "add-relation" is not a juju command. See "juju --help".\n\nDid you mean:\n\tintegrate\n'],
    ['upgrade-charm a', 1, 'ERROR juju: "upgrade-charm" is not a juju command. See "juju --help".\n\nDid you mean:\n\trefresh\n'],
    ['run-action a/0 b', 1, 'ERROR juju: "run-action" is not a juju command. See "juju --help".\n\nDid you mean:\n\trun\n'],
    [
      'deploy ch:mysql',
      1,
      'ERROR cannot deploy "ch:mysql": local-juju has no charm store; pack the charm and deploy its file, such as ./mysql.charm\n',
    ],
    [
      'deploy cs:~me/mysql-k8s-3',
      1,
      'ERROR cannot deploy "cs:~me/mysql-k8s-3": local-juju has no charm store; pack the charm and deploy its file, such as ./mysql-k8s.charm\n',
    ],
    ['constructor', 1, 'ERROR juju: "constructor" is not a juju command. See "juju --help".\n\nDid you mean:\n\tconstraints\n'],
    ['help frobnicate', 1, 'ERROR juju: "frobnicate" is not a juju command. See "juju --help".\n\nDid you mean:\n\trelate\n'],
    ['status -m other:', 2, 'ERROR controller other not found\n'],
    ['switch other:', 1, 'ERROR invalid target controller: controller other not found\n'],
  ]
  test.each(cases)('juju %s', async (words, code, stderr) => {
    expect(await call(words.split(' '), surroundings)).toEqual({ code, stdout: '', stderr })
  })

  test('no command is both there and left out', async () => {
    expect((await commandWords(commands)).filter(isLeftOut)).toEqual([])
  })

  test('a file without ./ is ambiguous', async () => {
    const there = { ...surroundings, cwd: join(folder, '..') }
    const name = folder.split('/').at(-1) ?? ''
    const { code, stderr } = await call(['deploy', name], there)
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `ERROR The charm or bundle "${name}" is ambiguous.\nTo deploy a local charm or bundle, run \`juju deploy ./${name}\`.\nTo deploy a charm or bundle from CharmHub, run \`juju deploy ch:${name}\`.\n`,
    })
  })

  test('a controller that does not exist, from the environment', async () => {
    const { code, stderr } = await call(['status'], { ...surroundings, env: { ...surroundings.env, JUJU_CONTROLLER: 'nosuch' } })
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'ERROR No selected controller.\n\nUse "juju switch" to select from the following controllers:\n\n  - local\n\n',
    })
  })
})

test('help needs no controller', async () => {
  expect(await call([], surroundings)).toMatchObject({ code: 0, stderr: '' })
  expect((await call(['status', '--help'], surroundings)).stdout).toMatch(
    /^Usage: juju status \[options\] \[<selector> \[\.\.\.\]\]\n\nSummary:\n/,
  )
  expect((await call(['help', 'topics'], surroundings)).stdout).toBe(
    'basics          Basic Help Summary\ncommands        Basic help for all commands\nglobal-options  Options common to all commands\ntopics          Topic list\n',
  )
})

test('none of these calls has started a controller', () => {
  expect(existsSync(join(folder, 'local-juju', 'controller.log'))).toBe(false)
})
