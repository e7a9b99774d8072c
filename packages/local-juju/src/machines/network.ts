/**
 * The network of a model's machines: a namespace of its own that holds a bridge for each subnet, and a cable from the host to each.
 *
 * The host's own bridge and firewall rules do not apply between machines, and removing the namespace removes everything in
 * it. The host has an address in each subnet, so that the controller, the command line and tests can reach every machine.
 * Machines have no way out: what they install comes through the package cache that listens on the host's address.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture, must } from './command.ts'
import { isRecord, readJson, writeWhole } from './files.ts'
import { withLock } from './lock.ts'
import { mountsBelow } from './mounts.ts'
import type { Layout } from './paths.ts'

/** One subnet of a model's machines. Every machine is on number 0. */
export interface Subnet {
  readonly number: number
  /** Such as `10.231.87`: machines are numbered in the last octet. */
  readonly prefix: string
}

/** Gives the host's own address in a subnet. */
export const hostAddressIn = ({ prefix }: Subnet): string => `${prefix}.1`

/** Gives a name its subnet's number, unless that is the first: names in the namespace, where no other can meet them. */
const numbered = (name: string, number: number): string => (number === 0 ? name : `${name}-${number}`)

const bridgeOf = (number: number): string => numbered('lj-bridge', number)

const hostLinkOf = (layout: Layout, number: number): string => numbered(layout.hostLink, number)

/** Names the bridge's end of a machine's cable. */
export const cableOf = (id: string, subnet: number): string => numbered(`vb-${id}`, subnet)

/** Unusual enough to meet few others; the next is taken where one is in use. */
const candidates: readonly string[] = Array.from({ length: 160 }, (_, n) => `10.231.${87 + n}`)

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

const isTaken = (prefix: string, destinations: readonly string[]): boolean =>
  destinations.some((destination) => destination.startsWith(`${prefix}.`))

const freePrefix = async (): Promise<string> => {
  const destinations = await routes()
  const free = candidates.find((prefix) => !isTaken(prefix, destinations))
  if (free === undefined)
    throw new Error(`no subnet is free among ${candidates[0]}.0/24 to ${candidates.at(-1)}.0/24: name one that the host does not use`)
  return free
}

const choosePrefix = async (layout: Layout, subnet: string | undefined): Promise<string> => {
  if (subnet !== undefined) return parsePrefix(subnet)
  const stored = readJson(join(layout.dataDir, 'network.json'))
  return isRecord(stored) && typeof stored.prefix === 'string' ? stored.prefix : await freePrefix()
}

/** Returns the command line that runs a tool of the host in the machines' network namespace. */
export const inNetwork = (layout: Layout, ...argv: readonly string[]): readonly string[] => ['nsenter', `--net=${layout.netns}`, ...argv]

const isUp = async (layout: Layout, subnet: Subnet): Promise<boolean> =>
  mountsBelow(layout.netns).length > 0 &&
  (await capture(['ip', '-4', 'address', 'show', 'dev', hostLinkOf(layout, subnet.number)])).stdout.includes(
    ` ${hostAddressIn(subnet)}/24 `,
  )

const openNamespace = async (layout: Layout): Promise<void> => {
  await closeNetwork(layout)
  mkdirSync(layout.runDir, { recursive: true, mode: 0o755 })
  writeFileSync(layout.netns, '')
  await must('unshare', `--net=${layout.netns}`, 'true')
  await must(...inNetwork(layout, 'ip', 'link', 'set', 'lo', 'up'))
}

const build = async (layout: Layout, subnet: Subnet): Promise<void> => {
  const [bridge, port, hostLink] = [bridgeOf(subnet.number), numbered('host', subnet.number), hostLinkOf(layout, subnet.number)]
  await must(...inNetwork(layout, 'ip', 'link', 'add', bridge, 'type', 'bridge', 'forward_delay', '0'))
  await must(...inNetwork(layout, 'ip', 'link', 'set', bridge, 'up'))
  await must('ip', 'link', 'add', hostLink, 'type', 'veth', 'peer', 'name', port, 'netns', layout.netns)
  await must(...inNetwork(layout, 'ip', 'link', 'set', port, 'master', bridge, 'up'))
  await must('ip', 'address', 'add', `${hostAddressIn(subnet)}/24`, 'dev', hostLink)
  await must('ip', 'link', 'set', hostLink, 'up')
}

/** Does something while no other model chooses a subnet. */
const alone = <T>(work: () => Promise<T>): Promise<T> => withLock('/run/local-juju/network.lock', { timeoutMs: 60_000 }, work)

const openFirst = async (layout: Layout, wanted?: string): Promise<Subnet> => {
  const subnet = { number: 0, prefix: await choosePrefix(layout, wanted) }
  if (!(await isUp(layout, subnet))) {
    await openNamespace(layout)
    await build(layout, subnet)
  }
  writeWhole(join(layout.dataDir, 'network.json'), `${JSON.stringify({ prefix: subnet.prefix })}\n`)
  return subnet
}

/** Makes the namespace and the subnet that every machine is on, unless they are there. */
export const openNetwork = (layout: Layout, wanted?: string): Promise<Subnet> => alone(() => openFirst(layout, wanted))

/** Makes a subnet that was there before, unless it is. */
export const openSubnet = (layout: Layout, subnet: Subnet): Promise<void> =>
  alone(async () => {
    if (!(await isUp(layout, subnet))) await build(layout, subnet)
  })

/**
 * Makes a further subnet: the /24 network that is named, or a free one.
 *
 * @throws {Error} when the host uses the network that is named
 */
export const addSubnet = (layout: Layout, number: number, wanted?: string): Promise<Subnet> =>
  alone(async () => {
    await openFirst(layout)
    const prefix = wanted === undefined ? await freePrefix() : parsePrefix(wanted)
    if (isTaken(prefix, await routes())) throw new Error(`this host uses the subnet ${wanted} already`)
    await build(layout, { number, prefix })
    return { number, prefix }
  })

/** Plugs a machine's cables into the bridges, unless they are; false while there are no cables. */
export const plugIn = async (layout: Layout, id: string, subnets: readonly number[]): Promise<boolean> => {
  const plugged = await Promise.all(
    subnets.map((number) => capture(inNetwork(layout, 'ip', 'link', 'set', cableOf(id, number), 'master', bridgeOf(number), 'up'))),
  )
  return plugged.every(({ code }) => code === 0)
}

/**
 * Takes a machine's cables out of the bridges; false when there are none. Both ends of a cable stay up, as when a switch fails: the machine
 * keeps its addresses.
 */
export const unplug = async (layout: Layout, id: string, subnets: readonly number[]): Promise<boolean> => {
  const unplugged = await Promise.all(
    subnets.map((number) => capture(inNetwork(layout, 'ip', 'link', 'set', cableOf(id, number), 'nomaster', 'up'))),
  )
  return unplugged.every(({ code }) => code === 0)
}

/** Lists the host's ends of the cables to the bridges. */
export const hostLinks = (layout: Layout): readonly string[] =>
  readdirSync('/sys/class/net').filter((name) => name === layout.hostLink || name.startsWith(`${layout.hostLink}-`))

/** Removes the cables, the bridges and the namespace, as far as they are there. */
export const closeNetwork = async (layout: Layout): Promise<void> => {
  for (const link of hostLinks(layout)) await must('ip', 'link', 'delete', link)
  for (const point of mountsBelow(layout.netns)) await must('umount', point)
  rmSync(layout.netns, { force: true })
}
