// The program that runs trove-manage, in a real Python, with a stand-in for Trove.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipFor } from '../../../tools/skip.ts'
import { troveManage } from '../src/trove.ts'

const hasPython = spawnSync('python3', ['--version']).status === 0

describe('trove-manage', skipFor(hasPython ? undefined : 'there is no python3'), () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'trove-manage-'))
    mkdirSync(join(folder, 'trove/cmd'), { recursive: true })
    for (const path of ['trove/__init__.py', 'trove/cmd/__init__.py']) writeFileSync(join(folder, path), '')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** Runs it with a main program of Trove. */
  const runs = (main: string) => {
    writeFileSync(join(folder, 'trove/cmd/manage.py'), `import inspect, sys\ndef main():\n    ${main}\n`)
    const [, ...args] = troveManage('db_sync')()
    return spawnSync('sh', ['-c', '"$@" 2>&1', 'sh', 'python3', ...args], { encoding: 'utf8', env: { ...process.env, PYTHONPATH: folder } })
  }

  test('has what Python 3.11 lacks, whatever the release', () => {
    const out = runs('print(inspect.getargspec(lambda a, b: 0).args, sys.argv[-1]); sys.exit(0)')
    expect([out.stdout, out.status]).toEqual(["['a', 'b'] db_sync\n", 0])
  })

  test('ends with the reason when it fails, in one line', () => {
    const out = runs('print("Command failed, please check log for more info."); raise OSError("no route to 10.5.2.30\\n(Background: x)")')
    expect(out.status).toBe(1)
    expect(out.stdout.trim().split('\n').at(-1)).toBe('OSError: no route to 10.5.2.30')
  })

  test('keeps the exit status and the words of Trove', () => {
    const out = runs('print("Possible wrong number of arguments"); sys.exit(2)')
    expect([out.stdout, out.status]).toEqual(['Possible wrong number of arguments\n', 2])
  })
})
