// The runtime asks systemd over its socket; what it hears there is what systemctl says. Both are asked inside a booted machine.
import { copyFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipFor } from '../../../../tools/skip.ts'
import { checkRequirements, type Machine, type Machines, openMachines, removeMachines } from '../../src/machines/index.ts'

const requirements = await checkRequirements()
const charm = join(import.meta.dirname, '..', '..', '..', 'charm', 'src')

const program = `
import { servicesByProgram, servicesBySocket } from '/root/charm/host/real/services.ts'
const names = process.argv.slice(2)
const plain = (found) => Object.fromEntries(names.map((name) => {
  const { age, ...rest } = found.get(name)
  // The two are asked some milliseconds apart. When a service was started is what systemd has noted, the same for both.
  return [name, { ...rest, wasStarted: age > 0 }]
}))
console.log(JSON.stringify([plain(await servicesBySocket(names)), plain(await servicesByProgram(names))]))
`

const reloading = `
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { realServices } from '/root/charm/host/real/services.ts'
const { lastReload, services } = realServices()
const systemctl = (...args) => { try { execFileSync('systemctl', args, { stdio: 'ignore' }); return true } catch { return false } }
writeFileSync('/etc/systemd/system/reloader.service', '[Service]\\nExecStart=/bin/sleep infinity\\nExecReload=/bin/sh -c "exit $(cat /run/reload)"\\n')
systemctl('daemon-reload')
systemctl('start', 'reloader')
const since = (await services(['reloader'])).get('reloader').since
const looks = [await lastReload('reloader')]
writeFileSync('/run/reload', '0')
const before = Date.now()
const worked = systemctl('reload-or-restart', 'reloader')
looks.push(await lastReload('reloader'))
const after = Date.now()
writeFileSync('/run/reload', '3')
const failed = !systemctl('reload-or-restart', 'reloader')
looks.push(await lastReload('reloader'))
const still = (await services(['reloader'])).get('reloader').since
console.log(JSON.stringify({ looks, before, after, worked, failed, restarted: Math.abs(still - since) > 100, none: await lastReload('dbus-org.nothing') }))
`

describe('systemd, asked by socket and by program', skipFor(requirements.kind === 'impossible' ? requirements.reason : undefined), () => {
  const data = mkdtempSync(join(tmpdir(), 'lj-systemd-'))
  let machines: Machines
  let machine: Machine
  beforeAll(async () => {
    machines = await openMachines({ dataDir: data })
    machine = await machines.start('s0', { hostname: 'systemd-0' })
    cpSync(charm, join(machine.rootfs, 'root', 'charm'), { recursive: true })
    copyFileSync(process.execPath, join(machine.rootfs, 'root', 'node'))
    writeFileSync(join(machine.rootfs, 'root', 'ask.mts'), program)
    writeFileSync(join(machine.rootfs, 'root', 'reload.mts'), reloading)
  }, 300_000)
  afterAll(async () => {
    await machines.close()
    await removeMachines(data)
    rmSync(data, { recursive: true, force: true })
  }, 60_000)

  test('says the same of services that run, do not, are masked, failed, or do not exist', { timeout: 60_000 }, async () => {
    await machine.run(['systemctl', 'mask', 'systemd-resolved.service'])
    await machine.run(['systemd-run', '--unit=fails', '--quiet', 'false'])
    const names = ['dbus', 'systemd-journald', 'getty@tty1', 'systemd-resolved', 'fails', 'no-such.one', '9lives']
    const { code, stdout, stderr } = await machine.run(['/root/node', '/root/ask.mts', ...names])
    expect(stderr.replaceAll(/^.*Warning.*$\n?/gm, '')).toBe('')
    expect(code).toBe(0)
    const [bySocket, byProgram] = JSON.parse(stdout)
    expect(bySocket).toEqual(byProgram)
    expect(bySocket.dbus).toMatchObject({ known: true, active: true, substate: 'running', wasStarted: true })
    expect(bySocket['systemd-resolved']).toMatchObject({ masked: true, active: false })
    expect(bySocket.fails).toMatchObject({ active: false, substate: 'failed', result: 'exit-code 1' })
    expect(bySocket['no-such.one']).toMatchObject({ known: false })
    const { stdout: noted } = await machine.run(['date', '--utc', '+%s%3N'])
    expect(Number(noted) - bySocket.dbus.since).toBeGreaterThan(0)
    expect(Number(noted) - bySocket.dbus.since).toBeLessThan(600_000)
  })

  test('knows when a service last reloaded, and that a reload which failed is none', { timeout: 60_000 }, async () => {
    const { stdout, stderr } = await machine.run(['/root/node', '/root/reload.mts'])
    expect(stderr.replaceAll(/^.*Warning.*$\n?/gm, '')).toBe('')
    const { looks, before, after, ...rest } = JSON.parse(stdout)
    expect(rest).toEqual({ worked: true, failed: true, restarted: false, none: 0 })
    const [never, reloaded, afterFailure] = looks
    expect([never, afterFailure]).toEqual([0, 0])
    // The clocks of systemd and of Node are read at different moments.
    expect(reloaded).toBeGreaterThan(before - 50)
    expect(reloaded).toBeLessThan(after + 50)
  })
})
