/**
 * The network of a model's machines: a namespace of its own that holds one bridge, and a cable from the host to it.
 *
 * The host's own bridge and firewall rules do not apply between machines, and removing the namespace removes everything in
 * it. The host has an address in the subnet, so that the controller, the command line and tests can reach every machine.
 * Machines have no way out: what they install comes through the package cache that listens on the host's address.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture, must } from './command.ts'
import { isRecord, readJson, writeWhole } from './files.ts'
import { withLock } from './lock.ts'
import { mountsBelow } from './mounts.ts'
import type { Layout } from './paths.ts'

/** The bridge's name inside the namespace, where no other can meet it. */
export const bridge = 'lj-bridge'

/** Describes a model's subnet: the first three octets, and the host's own address. */
export interface Network {
  /** Such as `10.231.87`: machines are numbered in the last octet. */
  readonly prefix: string
  readonly hostAddress: string
}

const networkOf = (prefix: string): Network => ({ prefix, hostAddress: `${prefix}.1` })

/** Unusual enough to meet few others; the next is taken where one is in use. */
const candidates: readonly string[] = Array.from({ length: 40 }, (_, n) => `10.231.${87 + n}`)

const parsePrefix = (subnet: string): string => {
  const match = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.0\/24$/.exec(subnet)
  if (match?.[1] === undefined || match[1].split('.').some((octet) => Number(octet) > 255)) {
    throw new Error(`subnet '${subnet}' is not a /24 network such as 10.231.87.0/24`)
  }
  return match[1]
}

/** Lists the destinations of the host's routes, all tables of them, as `ip -j route` names them. */
const routes = async (): Promise<readonly string[]> => {
  const parsed: unknown = JSON.parse((await must('ip', '-j', '-4', 'route', 'show', 'table', 'all')) || '[]')
  return Array.isArray(parsed) ? parsed.flatMap((route) => (isRecord(route) && typeof route.dst === 'string' ? [route.dst] : [])) : []
}

const chooseNetwork = async (layout: Layout, subnet: string | undefined): Promise<Network> => {
  const stored = readJson(join(layout.dataDir, 'network.json'))
  if (subnet !== undefined) return networkOf(parsePrefix(subnet))
  if (isRecord(stored) && typeof stored.prefix === 'string') return networkOf(stored.prefix)
  const taken = await routes()
  const free = candidates.find((prefix) => !taken.some((destination) => destination.startsWith(`${prefix}.`)))
  if (free === undefined)
    throw new Error(`no subnet is free among ${candidates[0]}.0/24 to ${candidates.at(-1)}.0/24: name one with 'subnet'`)
  return networkOf(free)
}

/** Returns the command line that runs a tool of the host in the machines' network namespace. */
export const inNetwork = (layout: Layout, ...argv: readonly string[]): readonly string[] => ['nsenter', `--net=${layout.netns}`, ...argv]

const hostLinkExists = async (layout: Layout): Promise<boolean> => (await capture(['ip', 'link', 'show', layout.hostLink])).code === 0

const hasAddress = async (layout: Layout, { hostAddress }: Network): Promise<boolean> =>
  (await capture(['ip', '-4', 'address', 'show', 'dev', layout.hostLink])).stdout.includes(` ${hostAddress}/24 `)

const build = async (layout: Layout, network: Network): Promise<void> => {
  await closeNetwork(layout)
  mkdirSync(layout.runDir, { recursive: true, mode: 0o755 })
  writeFileSync(layout.netns, '')
  await must('unshare', `--net=${layout.netns}`, 'true')
  await must(...inNetwork(layout, 'ip', 'link', 'set', 'lo', 'up'))
  await must(...inNetwork(layout, 'ip', 'link', 'add', bridge, 'type', 'bridge', 'forward_delay', '0'))
  await must(...inNetwork(layout, 'ip', 'link', 'set', bridge, 'up'))
  await must('ip', 'link', 'add', layout.hostLink, 'type', 'veth', 'peer', 'name', 'host', 'netns', layout.netns)
  await must(...inNetwork(layout, 'ip', 'link', 'set', 'host', 'master', bridge, 'up'))
  await must('ip', 'address', 'add', `${network.hostAddress}/24`, 'dev', layout.hostLink)
  await must('ip', 'link', 'set', layout.hostLink, 'up')
}

/** Makes the namespace, the bridge and the cable, unless they are there. */
export const openNetwork = (layout: Layout, subnet?: string): Promise<Network> =>
  // Two models must not choose the same subnet at the same time.
  withLock('/run/local-juju/network.lock', { timeoutMs: 60_000 }, async () => {
    const network = await chooseNetwork(layout, subnet)
    const isUp = mountsBelow(layout.netns).length > 0 && (await hasAddress(layout, network))
    if (!isUp) await build(layout, network)
    writeWhole(join(layout.dataDir, 'network.json'), `${JSON.stringify(network)}\n`)
    return network
  })

/** Names the bridge's end of a machine's cable, as systemd-nspawn does. */
export const cableOf = (id: string): string => `vb-${id}`

/** Plugs a running machine's cable into the bridge, unless it is. */
export const plugIn = async (layout: Layout, id: string): Promise<void> => {
  await must(...inNetwork(layout, 'ip', 'link', 'set', cableOf(id), 'master', bridge, 'up'))
}

/** Takes a machine's cable out of the bridge, if there is one. Both ends of the cable stay up, as when a switch fails. */
export const unplug = async (layout: Layout, id: string): Promise<void> => {
  const cable = cableOf(id)
  const isThere = (await capture(inNetwork(layout, 'ip', 'link', 'show', cable))).code === 0
  if (isThere) await must(...inNetwork(layout, 'ip', 'link', 'set', cable, 'nomaster'))
}

/** Removes the cable, the bridge and the namespace, as far as they are there. */
export const closeNetwork = async (layout: Layout): Promise<void> => {
  if (await hostLinkExists(layout)) await must('ip', 'link', 'delete', layout.hostLink)
  for (const point of mountsBelow(layout.netns)) await must('umount', point)
  rmSync(layout.netns, { force: true })
}
