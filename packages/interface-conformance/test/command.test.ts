import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import { skipOutsideCi } from '../../../tools/skip.ts'
import { run } from '../src/command.ts'
import { conformProgram } from '../src/program.ts'

// A program has ten seconds for an answer; how fast this machine is does not count.
vi.setConfig({ testTimeout: 600_000 })

const program = (name: string): string => fileURLToPath(new URL(`programs/${name}`, import.meta.url))
const python = skipOutsideCi(spawnSync('python3', ['--version']).status === 0 ? undefined : 'needs python3')
const rabbitmq = ['run', '--interface', 'rabbitmq', '--side', 'requires']

const output = async (...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> => {
  let [out, err] = ['', '']
  const code = await run(args, {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
  })
  return { code, out, err }
}

describe('an implementation in Python', python, () => {
  test('passes', async () => {
    const { code, out, err } = await output(...rabbitmq, '--', 'python3', program('rabbitmq_requires.py'))
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^rabbitmq\/requires: \d+ passed, 0 failed\n$/)
  })

  test('that falls into traps fails at these traps', async () => {
    const { code, out } = await output(...rabbitmq, '--json', '--', 'python3', program('rabbitmq_requires_broken.py'))
    expect(code).toBe(1)
    const { results } = JSON.parse(out)
    const failed = results.filter(({ passed }: { readonly passed: boolean }) => !passed).map(({ name }: { readonly name: string }) => name)
    expect(failed).toContain('one broker unit, step 4: the broker shows its address long before the user exists')
    expect(failed).toContain('TLS is switched on and off, step 2: only the second unit shows TLS')
    expect(failed).toContain('a user and a virtual host')
    expect(failed).toContain('no administrator takes the key away')
    expect(failed).toContain('rabbitmq-5')
    expect(failed.length).toBeLessThan(results.length / 2)
  })

  test('that fails is told what was expected and what came', async () => {
    const { out } = await output(...rabbitmq, '--', 'python3', program('rabbitmq_requires_broken.py'))
    expect(out).toContain('FAIL scenario: one broker unit, step 4: the broker shows its address long before the user exists\n')
    expect(out).toContain('about     3.1 Requirer\n  expected  {"state":"waiting","missing":["password"]}\n  actual    {"state":"ready"')
  })
})

describe('an implementation that spells JSON as reactive charms do', python, () => {
  const hacluster = ['run', '--interface', 'hacluster', '--side', 'requires']

  test('passes, and what no upstream reader does is told apart', async () => {
    const { code, out, err } = await output(...hacluster, '--', 'python3', program('hacluster_requires_reactive.py'))
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).not.toContain('FAIL')
    expect(out).toContain('NOT DONE scenario: requests that hacluster would not do, step 1: a name that is a part of another\n')
    expect(out).toMatch(/\nhacluster\/requires: \d+ passed, 0 failed; \d+ of \d+ optional cases passed\n$/)
  })

  test('has the optional cases in a list of their own', async () => {
    const { out } = await output(...hacluster, '--json', '--', 'python3', program('hacluster_requires_reactive.py'))
    const { failed, results, optional } = JSON.parse(out)
    const names = (list: readonly { readonly name: string; readonly passed: boolean }[], passed: boolean) =>
      list.filter((each) => each.passed === passed).map(({ name }) => name)
    expect(failed).toBe(0)
    expect(names(results, false)).toEqual([])
    expect(names(optional, false)).toHaveLength(3)
    expect(names(results, true).filter((name) => name.startsWith('requests that hacluster would not do'))).toEqual([])
  })
})

describe('a program that does not play along', () => {
  test('ends: exit code and last words', async () => {
    const { code, err } = await output(...rabbitmq, '--', process.execPath, program('ends.ts'))
    expect(code).toBe(3)
    expect(err).toBe(
      'interface-conformance: the implementation ended with exit code 7 before it answered; it last wrote:\nout of memory, say\n',
    )
  })

  test('answers no JSON', async () => {
    const { code, err } = await output(...rabbitmq, '--', process.execPath, program('talks.ts'))
    expect({ code, err }).toEqual({ code: 3, err: 'interface-conformance: the implementation answered no JSON: "ready, I think"\n' })
  })

  test('does not exist', async () => {
    const { code, err } = await output(...rabbitmq, '--', program('nothing'))
    expect(code).toBe(3)
    expect(err).toMatch(/^interface-conformance: cannot run .*nothing: .*ENOENT/)
  })

  test('does not answer', async () => {
    const report = conformProgram([process.execPath, program('sleeps.ts')], 'rabbitmq/requires', 0.5)
    await expect(report).rejects.toThrow('the implementation did not answer within 0.5 s')
  })

  test('answers JSON that is no answer: each case says why', async () => {
    const { results, passed } = await conformProgram([process.execPath, program('odd.ts')], 'rabbitmq/requires')
    expect(passed).toBe(0)
    const reasons = new Set(results.map(({ actual }) => JSON.stringify(actual)))
    for (const reason of [
      'the answer is no object',
      '\\"state\\" is none of absent, waiting, ready, invalid',
      'waiting without a list \\"missing\\"',
      'invalid without a \\"key\\"',
      'ready without \\"data\\"',
      'no idea',
    ]) {
      expect(reasons).toContain(`{"error":"${reason}"}`)
    }
    const unit = [...reasons].filter((reason) => reason.includes('"unit":'))
    expect(unit.join()).toContain('a databag is no object')
    expect(unit.join()).toContain('the value of username is no text')
  })
})

describe('the command line', () => {
  test('explains itself', async () => {
    for (const args of [['--help'], ['run', '-h'], ['run', '--help', '--', 'x']]) {
      const { code, out } = await output(...args)
      expect(code).toBe(0)
      expect(out).toContain('interface-conformance run --interface pgsql --side requires -- python3 pgsql_requires.py')
      expect(out).toContain('openstack-ha peers')
    }
  })

  test.each([
    [[], 'say what to do: run'],
    [['walk'], 'there is no command walk, only run'],
    [['run'], 'there is no --interface (missing) with --side (missing)'],
    [['run', '--interface', 'pgsql', '--side', 'peers', '--', 'x'], 'there is no --interface pgsql with --side peers'],
    [rabbitmq, 'the program to run is missing: give it after --'],
    [[...rabbitmq, 'python3'], 'python3 is none of the options; the program stands after --'],
    [['run', '--inteface', 'pgsql'], "Unknown option '--inteface'"],
  ])('refuses %j', async (args, why) => {
    const { code, out, err } = await output(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(`interface-conformance: ${why}`)
    expect(err).toContain('See interface-conformance --help.')
  })

  test('runs as a program', () => {
    const bin = fileURLToPath(new URL('../bin/interface-conformance.mjs', import.meta.url))
    const { status, stdout } = spawnSync(process.execPath, [bin, '--help'], { encoding: 'utf8' })
    expect(status).toBe(0)
    expect(stdout).toContain('Exit codes')
  })
})
