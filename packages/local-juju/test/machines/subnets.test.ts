/** Machines with several interfaces, each on a bridge of its own. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { skipFor } from '../../../../tools/skip.ts'
import {
  addMachineSubnet,
  checkRequirements,
  firstSubnet,
  leftoversOf,
  type Machine,
  openMachines,
  removeMachines,
} from '../../src/machines/index.ts'

const requirements = await checkRequirements()
const reason = requirements.kind === 'impossible' ? requirements.reason : undefined

const minute = 60_000

describe('subnets', { timeout: 15 * minute, ...skipFor(reason) }, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'subnets-'))
  afterAll(async () => {
    await removeMachines(dataDir)
    rmSync(dataDir, { recursive: true, force: true })
  }, minute)

  test('give each machine an interface on each, which the host reaches and other subnets do not; nothing is left of them', async () => {
    const first = await firstSubnet(dataDir)
    const free = await addMachineSubnet(dataDir, 1)
    expect(free.prefix).not.toBe(first.prefix)
    await expect(addMachineSubnet(dataDir, 2, `${free.prefix}.0/24`)).rejects.toThrow(
      `this host uses the subnet ${free.prefix}.0/24 already`,
    )
    await expect(addMachineSubnet(dataDir, 2, '10.1.0.0/16')).rejects.toThrow("subnet '10.1.0.0/16' is not a /24 network")

    const machines = await openMachines({ dataDir })
    try {
      const start = (id: string, subnets = [free]): Promise<Machine> => machines.start(id, { hostname: `juju-sub-${id}`, subnets })
      const [one, two, alone] = [await start('1'), await start('2'), await start('3', [])]
      expect(one.links).toEqual([
        { subnet: 0, address: `${first.prefix}.10` },
        { subnet: 1, address: `${free.prefix}.10` },
      ])
      expect(two.links[1]?.address).toBe(`${free.prefix}.11`)
      expect((await one.run(['ip', '-br', '-4', 'address', 'show'])).stdout).toMatch(
        new RegExp(`host0\\S+ +UP +${first.prefix}.10/24.*\\nhost1\\S+ +UP +${free.prefix}.10/24`),
      )
      const reaches = async (from: Machine, address: string): Promise<boolean> =>
        /refused/i.test((await from.run(['python3', '-c', `import socket; socket.create_connection(('${address}', 9), 2)`])).stderr)
      expect(await reaches(one, `${free.prefix}.11`)).toBe(true)
      expect(await reaches(alone, `${free.prefix}.11`)).toBe(false)
      expect(await reaches(alone, two.address)).toBe(true)
      await expect(fetch(`http://${free.prefix}.10:9/`)).rejects.toThrow()

      await machines.setNetwork('1', 'cut')
      expect([await reaches(two, `${free.prefix}.10`), await reaches(two, one.address)]).toEqual([false, false])
      await machines.setNetwork('1', 'connected')
      for (const { address } of one.links) await expect.poll(() => reaches(two, address), { timeout: minute }).toBe(true)
    } finally {
      await machines.close()
    }
    const links = (): string[] => leftoversOf(dataDir).filter((thing) => thing.startsWith('interface'))
    expect(links()).toHaveLength(2)
    await removeMachines(dataDir)
    expect(leftoversOf(dataDir)).toEqual([])
    expect(existsSync(join(dataDir, 'machines'))).toBe(false)
  })
})
