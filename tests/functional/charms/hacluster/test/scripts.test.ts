// The programs of the charm, in a real Python, with stand-ins for what they start. Their answers are those of Debian 12.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileStep } from '@charm-layers/charm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { skipFor } from '../../../../../tools/skip.ts'
import { parseLook } from '../src/look.ts'
import { leavePath, lookPath, scripts } from '../src/scripts.ts'

const python = skipFor(spawnSync('python3', ['--version']).status === 0 ? undefined : 'there is no python3')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hacluster-'))
  mkdirSync(join(folder, 'bin'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Makes a program that notes how it was called, and then does what a line of shell says. */
const program = (name: string, does: string): void => {
  const path = join(folder, 'bin', name)
  writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> ${folder}/calls\n${does}\n`)
  chmodSync(path, 0o755)
}

const prints = (name: string, text: string): void => {
  writeFileSync(join(folder, `${name}.txt`), text)
  program(name, `cat ${folder}/${name}.txt`)
}

const run = (path: string, ...args: string[]): string => {
  const step = [scripts]
    .flat(9)
    .find((one): one is FileStep => typeof one === 'object' && one !== null && 'path' in one && one.path === path)
  writeFileSync(join(folder, 'program.py'), String(step?.content))
  const env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` }
  const { status, stdout, stderr } = spawnSync('python3', [join(folder, 'program.py'), ...args], { encoding: 'utf8', env, timeout: 20_000 })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout
}

const quorum = (votes: number, quorate: string): string => `Quorum information
------------------
Quorum provider:  corosync_votequorum
Nodes:            ${votes}
Node ID:          1001
Quorate:          ${quorate}

Votequorum information
----------------------
Expected votes:   3
Total votes:      ${votes}
Quorum:           2
`

const here = hostname()
const resource = (id: string, node: string, failed = 'false'): string =>
  `<resource id="${id}" role="Started" active="true" orphaned="false" failed="${failed}" nodes_running_on="1"><node name="${node}" id="1"/></resource>`
const monitor = (clone: string, haproxyNode: string): string => `<pacemaker-result api-version="2.25" request="crm_mon">
  <pacemakerd sys_from="pacemakerd" state="running"/>
  <summary><stack type="corosync"/><current_dc present="true" name="other" id="1000" with_quorum="true" mixed_version="false"/></summary>
  <nodes><node name="${here}" id="1001" online="true"/><node name="gone" id="1002" online="false"/></nodes>
  <resources>
    <group id="grp_vips" number_resources="2">${resource('res_vip', 'other')}${resource('res_other', 'other', 'true')}</group>
    <clone id="${clone}">${resource('res_haproxy', haproxyNode)}</clone>
  </resources>
  <node_history><node name="x"><resource_history id="res_vip"/></node></node_history>
</pacemaker-result>
`
const held = `<configuration><crm_config/><nodes><node id="1001" uname="x"/></nodes>
  <resources><group id="grp_vips"><primitive id="res_vip"/></group><clone id="cl_haproxy"><primitive id="res_haproxy"/></clone></resources>
  <constraints><rsc_order id="order_1"/></constraints></configuration>`

describe('the program that looks', python, () => {
  test('finds nothing where nothing runs, and does not fail', () => {
    for (const name of ['corosync-quorumtool', 'corosync-cmapctl', 'crm_mon', 'cibadmin']) program(name, 'echo refused; exit 102')
    expect(parseLook(run(lookPath, '0'))).toMatchObject({ votes: undefined, listed: [], pacemaker: false, quorate: false, ids: [] })
  })

  test('reads what corosync and pacemaker print', () => {
    prints('corosync-quorumtool', quorum(3, 'Yes'))
    prints(
      'corosync-cmapctl',
      'nodelist.node.0.nodeid (u32) = 1000\nnodelist.node.0.ring0_addr (str) = 10.0.0.1\nnodelist.node.1.nodeid (u32) = 1001\n',
    )
    prints('crm_mon', monitor('cl_haproxy', here))
    prints('cibadmin', held)
    expect(parseLook(run(lookPath, '0'))).toMatchObject({
      votes: 3,
      quorum: true,
      listed: [1000, 1001],
      pacemaker: true,
      quorate: true,
      online: [here],
      offline: ['gone'],
      ids: ['grp_vips', 'res_vip', 'cl_haproxy', 'res_haproxy', 'order_1'],
      running: ['res_haproxy', 'res_vip'],
    })
  })

  test('counts a clone only where it runs here', () => {
    prints('crm_mon', monitor('cl_haproxy', 'other'))
    expect(parseLook(run(lookPath, '0')).running).toEqual(['res_vip'])
  })

  test('waits until a resource that is configured runs, and not for one that is not', () => {
    prints('crm_mon', monitor('cl_haproxy', 'other'))
    prints('cibadmin', held)
    run(lookPath, '0', 'res_haproxy')
    run(lookPath, '9', 'res_missing')
    const begin = performance.now()
    run(lookPath, '2', 'res_haproxy')
    expect(performance.now() - begin).toBeGreaterThan(1900)
  })
})

describe('the program that leaves', python, () => {
  test('hands over, gives up the vote, and only then counts what is left', () => {
    program('systemctl', '')
    writeFileSync(join(folder, 'votes.txt'), quorum(3, 'Yes'))
    program('corosync-quorumtool', `case "$*" in *-v*) echo "Total votes: 2" > ${folder}/votes.txt ;; -s) cat ${folder}/votes.txt ;; esac`)
    run(leavePath)
    expect(readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')).toEqual([
      'systemctl stop pacemaker',
      'corosync-quorumtool -s',
      'corosync-quorumtool -n 1001 -v 0',
      'corosync-quorumtool -s',
      'corosync-quorumtool -e 2',
      'systemctl stop corosync',
    ])
  })

  test('stops both also where corosync does not answer', () => {
    program('systemctl', '')
    program('corosync-quorumtool', 'exit 1')
    run(leavePath)
    expect(readFileSync(join(folder, 'calls'), 'utf8')).toContain('systemctl stop corosync')
  })
})
