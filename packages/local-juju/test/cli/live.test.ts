// The commands against a controller: what a real client was recorded to say of the same model, and 3.6's refusals.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { alphaCharm, betaCharm } from './charms.ts'
import { type Live, startLive } from './live.ts'
import { recording } from './recordings.ts'

// Waiting is part of what is tested; the limit is only for tests that fail.
vi.setConfig({ testTimeout: 60_000 })

let live: Live

beforeAll(async () => {
  live = startLive()
  alphaCharm(live.folder)
  betaCharm(live.folder)
  for (const name of ['alpha', 'beta']) {
    const deployed = await live.juju('deploy', `./${name}.charm`)
    expect(deployed).toMatchObject({ code: 0, stdout: '' })
    expect(deployed.stderr).toContain(
      `Located local charm "${name}", revision 0\nDeploying "${name}" from local charm "${name}", revision 0 on ubuntu@24.04/stable\n`,
    )
    expect(deployed.stderr).toContain('debian@12')
  }
  expect(await live.juju('integrate', 'alpha', 'beta')).toEqual({ code: 0, stdout: '', stderr: '' })
  await live.reach('application', 'alpha')
  await live.reach('application', 'beta')
  // Both sides have spoken: nothing of what the tests read is still to come.
  for (const [unit, other] of [
    ['alpha/0', 'beta/0'],
    ['beta/0', 'alpha/0'],
  ]) {
    const heard = async (): Promise<boolean> =>
      (await live.juju('show-unit', unit ?? '', '--related-unit', other ?? '')).stdout.includes('word: hello')
    while (!(await heard())) await new Promise((resolve) => setTimeout(resolve, 100))
  }
}, 120_000)

afterAll(() => live.end())

const ids = (text: string): string =>
  text
    .replaceAll(/\d\d:\d\d:\d\d/g, '00:00:00')
    .replaceAll(/(operation|task|Action id|id) "?\d+"?/g, '$1 N')
    .replaceAll(/task \d+/g, 'task N')

describe('reading', () => {
  test('status says that machines run Debian, whatever the charm names', async () => {
    const { stdout } = await live.juju('status', '--relations')
    expect(stdout).toContain('alpha  1.2.3    active      1  alpha             0  no ')
    expect(stdout).toMatch(/^alpha\/0\* {2}active +(?:idle|executing) +0 .* 8080\/tcp /m)
    expect(stdout).toMatch(/^0 +started .* debian@12 /m)
    expect(stdout).toContain('alpha:db              beta:database  rec-db     regular  \n')
    const json = JSON.parse((await live.juju('status', '--format', 'json')).stdout)
    expect(Object.keys(json)).toEqual(['model', 'machines', 'applications', 'storage', 'controller'])
    expect(json.machines['0'].base).toEqual({ name: 'debian', channel: '12' })
    expect(json.applications.alpha.base).toEqual({ name: 'debian', channel: '12' })
    expect(json.applications.alpha.relations).toMatchObject({
      db: [{ 'related-application': 'beta', interface: 'rec-db', scope: 'global' }],
    })
  })

  test('filters: a match brings what belongs to it, none is no failure', async () => {
    const one = await live.juju('status', 'beta/0')
    expect(one.stdout).not.toContain('alpha')
    expect(one.stdout).toMatch(/^1 +started/m)
    const none = await live.juju('status', 'nosuch')
    expect(none).toMatchObject({ code: 0, stderr: 'Nothing matched specified filter.\n' })
    expect(none.stdout.split('\n')).toHaveLength(3)
  })

  test('config shows what the recorded client showed', async () => {
    expect(await live.juju('config', 'alpha')).toEqual({ code: 0, stdout: recording(7).stdout, stderr: '' })
    expect((await live.juju('config', 'alpha', 'nodefault')).stdout).toBe('\n')
  })

  test('actions, their schemas, and one of them', async () => {
    expect((await live.juju('actions', 'alpha')).stdout).toBe(recording(27).stdout)
    expect((await live.juju('actions', 'alpha', '--schema')).stdout).toBe(recording(28).stdout)
    expect((await live.juju('show-action', 'alpha', 'echo')).stdout).toBe(recording(29).stdout)
    expect(await live.juju('show-action', 'alpha', 'nosuch')).toEqual({ code: 1, stdout: '', stderr: 'unknown action "nosuch"\n' })
  })

  test('show-unit has the keys that clients count on', async () => {
    const { 'beta/0': unit } = JSON.parse((await live.juju('show-unit', 'beta/0', '--format', 'json')).stdout)
    expect(Object.keys(unit)).toEqual(Object.keys(JSON.parse(recording(5).stdout)['beta/0']))
    expect(unit['relation-info'][0]['local-unit']).toEqual({ 'in-scope': false, data: null })
    expect(unit['relation-info'][0]['related-units']['alpha/0'].data.word).toBe('hello')
  })

  test('debug-log ends by itself and filters', async () => {
    const { stdout } = await live.juju('debug-log', '--replay', '--include', 'alpha/0', '--limit', '1')
    expect(stdout).toMatch(/^unit-alpha-0: \d\d:\d\d:\d\d INFO juju\S* /)
    const [line = ''] = (await live.juju('debug-log', '--limit', '1', '--format', 'json')).stdout.split('\n')
    expect(Object.keys(JSON.parse(line))).toEqual(['model-uuid', 'timestamp', 'entity', 'level', 'module', 'message'])
    expect((await live.juju('debug-log', '--limit', '0')).stdout.split('\n').length).toBeGreaterThan(10)
  })

  test('the small ones', async () => {
    expect((await live.juju('switch')).stdout).toBe('local:admin/demo\n')
    expect((await live.juju('switch', 'demo')).stderr).toBe('local:admin/demo (no change)\n')
    expect((await live.juju('whoami')).stdout).toBe('Controller:  local\nModel:       demo\nUser:        admin\n')
    expect((await live.juju('version', '--format', 'json', '--all')).stdout).toMatch(/^{"version":"\d+\.\d+\.\d+-[a-z]+-[a-z0-9]+",/)
    expect((await live.juju('show-status-log', 'alpha/0')).stdout).toMatch(/^Time +Type +Status +Message\n/)
    expect((await live.juju('machines')).stdout).toMatch(/^Machine {2}State/)
    expect((await live.juju('model-config', 'update-status-hook-interval')).stdout).toBe('5m\n')
    const { demo } = JSON.parse((await live.juju('show-model', '--format', 'json')).stdout)
    expect(demo).toMatchObject({ 'short-name': 'demo', 'model-type': 'iaas', 'is-controller': false, life: 'alive' })
  })
})

describe('actions and commands', () => {
  test('run prints what the recorded client printed', async () => {
    const echo = await live.juju('run', 'alpha/0', 'echo', 'text=hello')
    expect(echo).toMatchObject({ code: 0, stdout: recording(11).stdout })
    expect(ids(echo.stderr)).toBe(ids(recording(11).stderr))
    const fail = await live.juju('run', 'alpha/leader', 'fail')
    expect({ code: fail.code, stdout: ids(fail.stdout) }).toEqual({ code: 0, stdout: ids(recording(15).stdout) })
    const boom = await live.juju('run', 'alpha/0', 'boom')
    expect({ ...boom, stdout: ids(boom.stdout), stderr: ids(boom.stderr) }).toEqual({
      code: 1,
      stdout: ids(recording(17).stdout),
      stderr: ids(recording(17).stderr),
    })
  })

  test('values are YAML, dotted keys nest, files come first', async () => {
    writeFileSync(join(live.folder, 'params.yaml'), 'text: from the file\ntimes: 2\n')
    const { stdout } = await live.juju('run', 'alpha/0', 'echo', '--params', 'params.yaml', 'text="7"', '--format', 'json')
    expect(JSON.parse(stdout)['alpha/0'].results).toMatchObject({ text: '7', nested: { a: '1', b: 'two' }, 'return-code': 0 })
  })

  test('what takes too long is told, and goes on', async () => {
    const slow = await live.juju('run', 'alpha/0', 'slow', 'seconds=2', '--wait', '100ms', '--format', 'json')
    expect(slow).toMatchObject({ code: 1, stdout: '{}\n' })
    expect(slow.stderr).toContain('ERROR timed out waiting for results from: unit alpha/0\n')
    const [, task = ''] = /task (\d+) on/.exec(slow.stderr) ?? []
    const ended = await live.juju('show-task', task, '--wait', '30s')
    expect(ended).toMatchObject({ code: 0, stdout: 'done: "true"\n\n' })
  })

  test('in the background', async () => {
    const { code, stdout, stderr } = await live.juju('run', 'alpha/0', 'echo', 'text=x', '--background')
    const [, operation = ''] = /^Scheduled operation (\d+) with task \d+\n/.exec(stderr) ?? []
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    const shown = await live.juju('show-operation', operation, '--wait', '30s', '--format', 'json')
    expect(JSON.parse(shown.stdout)).toMatchObject({ status: 'completed', action: { name: 'echo' } })
    expect((await live.juju('operations', '--actions', 'echo')).stdout).toContain('ID  Status  ')
  })

  test('exec: output only, on standard output; the exit status is always 1', async () => {
    expect(await live.juju('exec', '-u', 'alpha/0', '--', 'echo $JUJU_UNIT_NAME')).toEqual({ code: 0, stdout: 'alpha/0\n', stderr: '' })
    expect((await live.juju('exec', '-u', 'alpha/0,beta/0', '--', 'echo $JUJU_UNIT_NAME')).stdout).toBe(
      'alpha/0:\nalpha/0\n\nbeta/0:\nbeta/0\n\n',
    )
    const failed = await live.juju('exec', '-u', 'alpha/0', '--format', 'json', '--', 'echo out; echo err >&2; exit 2')
    expect(failed.code).toBe(1)
    expect(ids(failed.stderr)).toBe(ids(recording(24).stderr))
    expect(JSON.parse(failed.stdout)['alpha/0']).toMatchObject({
      status: 'completed',
      results: { 'return-code': 2, stderr: 'err\n', stdout: 'out\n' },
    })
  })

  test('ssh passes the exit status on, and says no ERROR', async () => {
    expect(await live.juju('ssh', 'alpha/0', 'echo out; exit 7')).toEqual({ code: 7, stdout: 'out\n', stderr: '' })
    expect((await live.answering('typed\n', 'ssh', '1', 'cat')).stdout).toBe('typed\n')
  })

  test('scp both ways', async () => {
    const there = join(live.folder, 'there')
    writeFileSync(join(live.folder, 'here'), 'content\n')
    expect(await live.juju('scp', 'here', `alpha/0:${there}`)).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await live.juju('scp', `alpha/0:${there}`, './back')).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(readFileSync(join(live.folder, 'back'), 'utf8')).toBe('content\n')
    expect(await live.juju('scp', 'alpha/0:/nosuch', './back')).toMatchObject({
      code: 1,
      stderr: 'ERROR exit status 1 (scp: /nosuch: No such file or directory)\n',
    })
  })
})

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

describe('changing', () => {
  test('a hook that fails shows in the status, and resolved --no-retry goes on', async () => {
    await live.juju('config', 'beta', 'greeting=explode')
    await live.reach('unit', 'beta/0', 'workload-status=="error"')
    expect((await live.juju('status', 'beta')).stdout).toContain('hook failed: "config-changed"')
    await live.juju('config', 'beta', 'greeting=fine')
    expect(await live.juju('resolved', 'beta/0')).toEqual({ code: 0, stdout: '', stderr: '' })
    await live.reach('unit', 'beta/0', 'workload-message=="configured fine"')
  })

  test('refresh takes the new file', async () => {
    const { code, stdout, stderr } = await live.juju('refresh', 'alpha', '--path', './alpha.charm')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(
      /^Added local charm "alpha", revision \d+, to the model\nno change to endpoints in space "alpha": admin, db, juju-info, ring, web\n$/,
    )
  })

  test('a bundle is a difference to what is there', async () => {
    writeFileSync(
      join(live.folder, 'bundle.yaml'),
      'default-base: ubuntu@24.04\napplications:\n  balpha: {charm: ./alpha.charm, num_units: 1, options: {greeting: hi}}\n  bbeta: {charm: ./beta.charm, num_units: 1, to: [balpha]}\nrelations: [["balpha:db", "bbeta:database"]]\n',
    )
    const changes = `- upload charm ${live.folder}/alpha.charm for base ubuntu@24.04/stable
- deploy application balpha on ubuntu@24.04/stable
- upload charm ${live.folder}/beta.charm for base ubuntu@24.04/stable
- deploy application bbeta on ubuntu@24.04/stable
- add new machine 2
- add relation balpha:db - bbeta:database
- add unit balpha/0 to new machine 2
- add unit bbeta/0 to new machine 2
`
    expect(await live.juju('deploy', './bundle.yaml', '--dry-run')).toEqual({
      code: 0,
      stdout: `Changes to deploy bundle:\n${changes}`,
      stderr: '',
    })
    expect(await live.juju('deploy', './bundle.yaml')).toEqual({
      code: 0,
      stdout: `Executing changes:\n${changes}`,
      stderr: 'Deploy of bundle completed.\n',
    })
    expect(await live.juju('deploy', './bundle.yaml')).toEqual({ code: 0, stdout: '', stderr: 'No changes to apply.\n' })
    await live.reach('application', 'bbeta')
  })

  test('a controller that is killed comes back with the next call, and whoever waits goes on waiting', async () => {
    const waiting = live.apart('wait-for', 'application', 'beta', '--query', 'exposed==true', '--timeout', '60s')
    await waiting.saysSomething
    await live.crash()
    const status = await live.apart('status', '--format', 'short').answer
    expect(status).toMatchObject({ code: 0, stderr: '' })
    expect(status.stdout).toContain('- beta/0: ')
    expect((await live.apart('expose', 'beta').answer).code).toBe(0)
    const { code, stdout } = await waiting.answer
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'properties:\n  exposed: true\n' })
  })

  test('removal asks, and does nothing without an answer', async () => {
    expect(await live.juju('remove-unit', 'bbeta/0')).toEqual({
      code: 1,
      stdout: 'will remove unit bbeta/0\n',
      stderr: 'WARNING This command will perform the following actions:\n\nContinue [y/N]? ERROR unit removal: aborted\n',
    })
    expect((await live.answering('y\n', 'remove-application', 'bbeta')).code).toBe(0)
    while ((await live.juju('status', '--format', 'json')).stdout.includes('bbeta'))
      await new Promise((resolve) => setTimeout(resolve, 100))
  })

  test('a wrong item does not stop the others', async () => {
    const { code, stdout, stderr } = await live.juju('remove-application', 'nosuch', 'balpha', '--no-prompt')
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: 'will remove application balpha\n- will remove unit balpha/0\n',
      stderr: 'ERROR removing application nosuch failed: application "nosuch" not found\n',
    })
  })

  test('secrets of the operator', async () => {
    const { stdout } = await live.juju('add-secret', 'mysec', 'key1=v1', 'foo=bar')
    expect(stdout).toMatch(/^secret:[0-9a-v]{20}\n$/)
    expect((await live.juju('show-secret', 'mysec')).stdout).not.toContain('v1')
    expect((await live.juju('show-secret', 'mysec', '--reveal', '--format', 'json')).stdout).toContain(
      '"content":{"Data":{"foo":"bar","key1":"v1"}}',
    )
    expect(await live.juju('grant-secret', 'mysec', 'alpha')).toEqual({ code: 0, stdout: '', stderr: '' })
    expect((await live.juju('secrets')).stdout).toMatch(
      /^ID +Name +Owner +Rotation +Revision +Last updated\n\S+ +mysec +<model> +never +1 +just now\n$/,
    )
    expect((await live.juju('remove-secret', 'mysec')).code).toBe(0)
  })

  test('a second model stands beside the first, and goes', async () => {
    expect((await live.juju('add-model', '--no-switch', 'other')).stderr).toBe("Added 'other' model on local for user 'admin'\n")
    expect((await live.juju('status', '-m', 'other')).stderr).toBe('\nModel "admin/other" is empty.\n')
    expect((await live.juju('models')).stdout).toMatch(/^demo\* .*\nother /m)
    const gone = await live.juju('destroy-model', 'other', '--no-prompt')
    expect(gone).toMatchObject({ code: 0, stdout: '' })
    expect(gone.stderr).toMatch(/^Destroying model\n[\s\S]*Model destroyed\.\n$/)
    expect((await live.juju('add-model', 'demo')).code).toBe(1)
  })
})
