// Wrong uses that only a controller knows of, and files that are no charm, in 3.6's words.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Live, startDemo } from './live.ts'

// Waiting is part of what is tested; the limit is only for tests that fail.
vi.setConfig({ testTimeout: 60_000 })

let live: Live

beforeAll(async () => {
  live = await startDemo()
}, 120_000)

afterAll(() => live.end())

describe('wrong uses that only a controller knows of, in 3.6 words', () => {
  const quotedList = (name: string): string => `ERROR application "${name}" not found (not found)\n`
  const cases: readonly (readonly [string, number, string, string])[] = [
    ['config nosuch', 1, '{}\n', quotedList('nosuch')],
    ['config alpha nosuch', 1, '{}\n', 'ERROR key "nosuch" not found in "alpha" application config or charm settings.\n'],
    ['config alpha nosuch=1', 1, '{}\n', 'ERROR parsing settings for application: unknown option "nosuch"\n'],
    ['config alpha count=abc', 1, '{}\n', 'ERROR option "count" expected int, got "abc"\n'],
    ['config alpha debug=maybe', 1, '{}\n', 'ERROR option "debug" expected boolean, got "maybe"\n'],
    ['config alpha token=plain', 1, '{}\n', 'ERROR invalid secret URI for option "token": secret URI "plain" not valid\n'],
    ['config alpha trust=banana', 1, '{}\n', 'ERROR parsing trust setting: strconv.ParseBool: parsing "banana": invalid syntax\n'],
    ['config alpha --reset nosuch', 0, '', ''],
    ['model-config nosuch', 1, '', 'ERROR "nosuch" is not a key of the currently targeted model: "admin/demo"\n'],
    ['model-config apt-mirror=x http-proxy=', 0, '', 'apt-mirror is kept and shown, and has no effect here\n'],
    ['model-config agent-version=1', 1, '', 'ERROR "agent-version" must be set via "upgrade-model"\n'],
    ['model-config charmhub-url=x', 1, '', 'ERROR "charmhub-url" must be set via "add-model"\n'],
    ['integrate alpha nosuch', 1, '', quotedList('nosuch')],
    ['integrate alpha:web beta', 1, '', 'ERROR no relations found\n'],
    [
      'integrate alpha beta',
      1,
      '',
      'ERROR cannot add relation "beta:database alpha:db"\nrelation beta:database alpha:db (already exists): \n\nUse \'juju status --relations\' to view the current relations.\n',
    ],
    ['remove-relation 99', 1, '', 'ERROR relation 99 not found (not found)\n'],
    ['add-unit nosuch', 1, '', quotedList('nosuch')],
    ['remove-unit nosuch/0', 1, '', 'ERROR removing unit nosuch/0 failed: unit "nosuch/0" not found\n'],
    ['remove-application nosuch', 1, '', 'ERROR removing application nosuch failed: application "nosuch" not found\n'],
    ['remove-machine 99', 1, '', 'ERROR removing machine failed: machine 99 not found\n'],
    ['refresh nosuch --path ./alpha.charm', 1, '', quotedList('nosuch')],
    ['refresh alpha', 1, '', 'ERROR refreshing a local charm requires either --path or --switch\n'],
    ['refresh alpha --path ./nosuch.charm', 1, '', 'ERROR "./nosuch.charm": file does not exist\n'],
    ['refresh alpha --path ./beta.charm', 1, '', 'ERROR cannot refresh "alpha" to "beta"\n'],
    ['show-task 9999', 1, '', 'ERROR id not found\n'],
    ['show-operation 9999', 1, '{}\n', 'ERROR operation "9999" not found\n'],
    ['actions nosuch', 1, '', 'ERROR application "nosuch" not found\n'],
    ['show-unit alpha/9', 1, '{}\n', 'ERROR unit "alpha/9" not found\n'],
    ['resolved alpha/0', 1, '', 'ERROR unit "alpha/0" is not in an error state\n'],
    ['resolved alpha/99', 1, '', 'ERROR unit "alpha/99" not found\n'],
    ['trust nosuch', 1, '', 'ERROR application "nosuch" not found\n'],
    ['resources nosuch', 1, '', 'ERROR application "nosuch" not found\n'],
    ['show-machine 99', 0, 'model: demo\nmachines: {}\n', ''],
    ['set-constraints alpha mem=1G', 0, '', ''],
    ['constraints alpha', 0, 'mem=1024M\n', ''],
    ['resolved --all', 0, '', ''],
    ['ssh alpha/9', 1, '', 'ERROR unit "alpha/9" not found\n'],
    ['status -m nosuch', 1, '', 'ERROR model local:admin/nosuch not found\n'],
    ['switch nosuch', 1, '', 'ERROR "nosuch" is not the name of a model or controller\n'],
    [
      'wait-for application x --timeout 1s',
      1,
      '',
      'application "x" not found, waiting...\nERROR timed out waiting for "x" to reach goal state\n',
    ],
    ['deploy ./x.charm', 1, '', 'ERROR no charm was found at "./x.charm"\n'],
    ['deploy ./beta.charm x2 --base nonsense', 1, '', "ERROR expected base string to contain os and channel separated by '@'\n"],
    [
      'deploy ./beta.charm x2 --base ubuntu@22.04',
      1,
      '',
      'ERROR base "ubuntu@22.04/stable" is not supported, supported bases are: ubuntu@24.04\n',
    ],
    [
      'deploy ./beta.charm x2 --series jammy',
      1,
      '',
      'ERROR base "ubuntu@22.04/stable" is not supported, supported bases are: ubuntu@24.04\n',
    ],
    ['deploy ./beta.charm x2 --series nosuch', 1, '', 'ERROR unknown series "nosuch": give --base, such as ubuntu@24.04\n'],
    ['deploy ./beta.charm x2 --bind nospace', 1, '', 'ERROR space "nospace" not found\n'],
    ['deploy ./beta.charm --constraints bogus=1', 1, '', 'ERROR unknown constraint "bogus"\n'],
    ['deploy ./beta.charm --constraints mem', 1, '', 'ERROR malformed constraint "mem"\n'],
    [
      'deploy ./beta.charm --constraints mem=lots',
      1,
      '',
      'ERROR bad "mem" constraint: must be a non-negative float with optional M/G/T/P suffix\n',
    ],
    ['deploy ./x.charm --overlay o.yaml', 1, '', 'ERROR no charm was found at "./x.charm"\n'],
    ['deploy ./beta.charm --overlay o.yaml', 1, '', 'ERROR options provided but not supported when deploying a charm: --overlay\n'],
  ]
  test.each(cases)('juju %s', async (words, code, stdout, stderr) => {
    expect(await live.juju(...words.split(' '))).toEqual({ code, stdout, stderr })
  })

  test('what 3.6 could not schedule is told with exit code 0', async () => {
    const { code, stdout, stderr } = await live.juju('run', 'alpha/0', 'nosuch')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(/^\nOperation \d+ failed to schedule any tasks:\naction "nosuch" not defined on unit "alpha\/0"\n$/)
    const wrong = await live.juju('run', 'alpha/0', 'echo', 'text=x', 'times=abc')
    expect(wrong.stderr).toContain('validation failed: (root).times : must be of type integer, given "abc"\n')
  })

  test('an application that is there is refused after the upload', async () => {
    const { code, stderr } = await live.juju('deploy', './alpha.charm')
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^Located local charm "alpha", revision \d+\nDeploying "alpha" .*\nERROR cannot add application "alpha": application already exists: \ndeploy application using an alias name:\n {4}juju deploy <application> <alias>\nor use remove-application to remove the existing one and try again\.\n$/,
    )
  })

  test('nothing of this has changed the model', async () => {
    const { applications, machines } = JSON.parse((await live.juju('status', '--format', 'json')).stdout)
    expect([Object.keys(applications), Object.keys(machines)]).toEqual([
      ['alpha', 'beta'],
      ['0', '1'],
    ])
  })
})

test('an endpoint that the charm does not have cannot be bound', async () => {
  const { code, stderr } = await live.juju('deploy', './beta.charm', 'x2', '--bind', 'nosuch=alpha')
  expect({ code, last: stderr.split('\n').at(-2) }).toEqual({
    code: 1,
    last: 'ERROR cannot add application "x2": unknown endpoint "nosuch" not valid',
  })
})

describe('files that are no charm', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'words',
      'just words\n',
      'cannot deploy bundle: the provided bundle has the following errors:\nat least one application must be specified',
    ],
    [
      'an archive that was cut short',
      'PK\u0003\u0004\u0014\u0000',
      'cannot deploy bundle: cannot unmarshal bundle contents: unmarshal document 0: yaml: control characters are not allowed',
    ],
  ]
  test.each(cases)('%s', async (_, content, message) => {
    writeFileSync(join(live.folder, 'bad.charm'), content)
    expect(await live.juju('deploy', './bad.charm')).toEqual({ code: 1, stdout: '', stderr: `ERROR ${message}\n` })
  })
})
