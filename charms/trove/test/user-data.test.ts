// The user data as instances get it: Trove puts its own text behind it, or joins the two as dictionaries. PyYAML reads both, as cloud-init does.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { installed, whyNoPython } from '../../../tests/interop/python.ts'
import { skipOutsideCi } from '../../../tools/skip.ts'
import { hasUserData, userData } from '../src/user-data.ts'

const pem = (body: string): string => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const folder = mkdtempSync(join(tmpdir(), 'user-data-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = join(folder, 'etc/trove/amqp-ca.pem')
const broker = { ca_file: file, ca_base64: base64(pem('QnJva2Vy') + pem('T2xk')) }
const instances = { trusts: true, authorities_base64: base64(pem('Um9vdA==') + pem('TmV4dA==')) }
const neither = { messaging: { ca_file: undefined, ca_base64: undefined }, instances: { trusts: false, authorities_base64: '' } }

const program = `
import json, sys, yaml
ours = sys.stdin.read()
theirs = "#cloud-config\\nwrite_files:\\n- encoding: b64\\n  owner: ubuntu:root\\n  path: /etc/trove/conf.d/guest_info.conf\\n  content: eA==\\n"
behind = yaml.safe_load(ours + theirs)
joined = yaml.safe_load(theirs)
joined.update(yaml.safe_load(ours))
json.dump([behind, joined], sys.stdout)
`

describe('the user data of an instance', skipOutsideCi(whyNoPython), () => {
  test('keeps its keys and those of Trove, in every release', { timeout: 60_000 }, () => {
    const text = userData({ messaging: broker, instances })
    const env = { PATH: process.env.PATH, PYTHONPATH: installed('readers.txt') }
    const { stdout, stderr } = spawnSync('python3', ['-c', program], { input: text, encoding: 'utf8', env })
    expect(stderr).toBe('')
    for (const read of JSON.parse(stdout) as unknown[])
      expect(read).toEqual({
        ca_certs: { trusted: [pem('Um9vdA==').trimEnd(), pem('TmV4dA==').trimEnd()] },
        bootcmd: [['sh', '-c', expect.any(String)]],
        write_files: [expect.objectContaining({ path: '/etc/trove/conf.d/guest_info.conf' })],
      })
  })
})

test('an instance writes the authority of the broker once, and leaves a newer one alone', () => {
  const [, commands = ''] = /^bootcmd: (.*)$/m.exec(userData({ messaging: broker, instances })) ?? []
  const [[shell = '', ...args] = []] = JSON.parse(commands) as string[][]
  const boot = () => expect(spawnSync(shell, args, { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  boot()
  expect(readFileSync(file, 'utf8')).toBe(pem('QnJva2Vy') + pem('T2xk'))
  writeFileSync(file, pem('TmV3ZXI='))
  boot()
  expect(readFileSync(file, 'utf8')).toBe(pem('TmV3ZXI='))
})

test.each([
  [neither, false],
  [{ ...neither, messaging: broker }, true],
  [{ ...neither, instances }, true],
  // Something is wrong with new authorities.
  [{ ...neither, instances: { trusts: true, authorities_base64: undefined } }, undefined],
  [{ messaging: broker, instances: { trusts: false, authorities_base64: undefined } }, true],
])('there is some when there is something to trust: %j', (data, has) => {
  expect(hasUserData(data)).toBe(has)
})
