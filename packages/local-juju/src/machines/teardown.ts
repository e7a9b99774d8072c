/** Takes down everything that a model's machines put on the host. It is found by the model's mark, so nobody needs to remember it. */
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { killGroup, pidsIn, removeGroups } from './cgroups.ts'
import { mountsBelow, unmountBelow } from './mounts.ts'
import { closeNetwork, hostLinks } from './network.ts'
import type { Layout } from './paths.ts'
import { poll } from './wait.ts'

/** Ends all machines and removes their mounts, network, control groups and run directory; their disks stay. May be repeated. */
export const teardown = async (layout: Layout): Promise<void> => {
  const isEmpty = await poll(() => (killGroup(layout.cgroup) === 0 ? true : undefined), 10_000, 10)
  if (!isEmpty)
    throw new Error(
      `processes ${pidsIn(layout.cgroup).join(', ')} of the machines do not end on SIGKILL; the host's kernel log may say why`,
    )
  await unmountBelow(layout.machinesDir)
  await closeNetwork(layout)
  if (!(await poll(() => removeGroups(layout.cgroup) || undefined, 5_000, 10)))
    throw new Error(`the control group ${layout.cgroup} stays busy`)
  rmSync(layout.runDir, { recursive: true, force: true })
  const parent = dirname(layout.runDir)
  if (existsSync(parent) && readdirSync(parent).length === 0) rmdirSync(parent)
}

/** Names what is still there of a model's machines: empty after `teardown`. */
export const leftovers = (layout: Layout): readonly string[] => [
  ...pidsIn(layout.cgroup).map((pid) => `process ${pid}`),
  ...mountsBelow(layout.machinesDir).map((point) => `mount ${point}`),
  ...mountsBelow(layout.runDir).map((point) => `mount ${point}`),
  ...hostLinks(layout).map((link) => `interface ${link}`),
  ...(existsSync(layout.runDir) ? [`directory ${layout.runDir}`] : []),
]
