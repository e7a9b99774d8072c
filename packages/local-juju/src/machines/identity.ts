/** What tells one machine from another: its id, name and address, and the files in which it finds them. */
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord, readJson, writeWhole } from './files.ts'
import { cableOf, type Subnet } from './network.ts'
import { type Layout, machinePaths } from './paths.ts'

/** Describes a machine that was made once, running or not. */
export interface MachineRecord {
  readonly id: string
  readonly hostname: string
  /** That of the first interface. */
  readonly address: string
  /** Its interfaces `host0`, `host1`, … in this order. */
  readonly links: readonly Link[]
}

/** One interface of a machine: the number of the subnet that it is on, and its address there. */
export interface Link {
  readonly subnet: number
  readonly address: string
}

const idPattern = /^[a-z0-9][a-z0-9-]{0,10}$/
const hostnamePattern = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** Reads what was noted when a machine was made. */
export const readMachine = (layout: Layout, id: string): MachineRecord | undefined => {
  const noted = readJson(machinePaths(layout, id).record)
  if (!isRecord(noted) || typeof noted.hostname !== 'string' || typeof noted.address !== 'string') return undefined
  const { hostname, address, links } = noted
  return { id, hostname, address, links: Array.isArray(links) && links.every(isLink) ? links : [{ subnet: 0, address }] }
}

const isLink = (value: unknown): value is Link => isRecord(value) && typeof value.subnet === 'number' && typeof value.address === 'string'

/** Lists the machines that were made and not destroyed. */
export const listMachines = (layout: Layout): readonly MachineRecord[] =>
  (existsSync(layout.machinesDir) ? readdirSync(layout.machinesDir) : [])
    .map((id) => readMachine(layout, id))
    .filter((machine) => machine !== undefined)
    .toSorted((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))

/**
 * How many machines a subnet has room for: they are numbered from .10 to .199. From .200 on addresses are free for services that move from
 * machine to machine.
 */
const ROOM = 190

const freeAddress = (layout: Layout, { prefix }: Subnet): string => {
  const taken = new Set(listMachines(layout).flatMap(({ links }) => links.map(({ address }) => address)))
  const address = Array.from({ length: ROOM }, (_, n) => `${prefix}.${n + 10}`).find((candidate) => !taken.has(candidate))
  if (address === undefined) throw new Error(`all ${ROOM} addresses of ${prefix}.0/24 for machines are taken: destroy a machine first`)
  return address
}

/** Gives a new machine the lowest free address in each subnet, and notes them. */
export const makeMachine = (layout: Layout, subnets: readonly [Subnet, ...Subnet[]], id: string, hostname: string): MachineRecord => {
  if (!idPattern.test(id)) throw new Error(`machine id '${id}' is not one: use up to 11 of a-z, 0-9 and '-'`)
  if (!hostnamePattern.test(hostname)) throw new Error(`'${hostname}' is not a host name: use a-z, 0-9 and '-'`)
  for (const { number } of subnets) {
    const cable = cableOf(id, number)
    if (cable.length > 15) throw new Error(`machine id '${id}' is too long: its interface '${cable}' may have 15 characters`)
  }
  const [{ prefix }] = subnets
  const stranger = listMachines(layout).find((other) => !other.address.startsWith(`${prefix}.`))
  if (stranger)
    throw new Error(`machine ${stranger.id} has address ${stranger.address}, outside of ${prefix}.0/24: destroy it, or keep its subnet`)
  const links = subnets.map((subnet) => ({ subnet: subnet.number, address: freeAddress(layout, subnet) }))
  const machine = { id, hostname, address: links[0]?.address ?? '', links }
  writeWhole(machinePaths(layout, id).record, `${JSON.stringify(machine)}\n`)
  return machine
}

/** The cable is plugged in while the machine boots, so its services must not wait for that. */
const networkFile = (name: string, { address }: Link): string => `[Match]
Name=${name}

[Network]
Address=${address}/24
ConfigureWithoutCarrier=yes
DHCP=no
IPv6AcceptRA=no
LinkLocalAddressing=no
`

/** Returns the files that make a tree this machine's, by their path in it. */
export const identityFiles = (machine: MachineRecord, aptProxy: string): Readonly<Record<string, string>> => ({
  'etc/hostname': `${machine.hostname}\n`,
  // Without its own name every sudo waits five seconds.
  'etc/hosts': `127.0.0.1 localhost\n${machine.address} ${machine.hostname}\n::1 localhost ip6-localhost ip6-loopback\n`,
  'etc/machine-id': `${randomUUID().replaceAll('-', '')}\n`,
  ...Object.fromEntries(machine.links.map((link, at) => [`etc/systemd/network/10-host${at}.network`, networkFile(`host${at}`, link)])),
  'etc/apt/apt.conf.d/90local-juju': `Acquire::http::Proxy "${aptProxy}";\n`,
})

/** Writes a new machine's files into its own layer, before it is first mounted. */
export const writeIdentity = (layout: Layout, machine: MachineRecord, aptProxy: string): void => {
  const { upper } = machinePaths(layout, machine.id)
  // Last, since it says that the others are there.
  for (const [path, content] of Object.entries(identityFiles(machine, aptProxy))) {
    if (!existsSync(join(upper, path))) writeWhole(join(upper, path), content)
  }
}
