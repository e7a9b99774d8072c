/** What tells one machine from another: its id, name and address, and the files in which it finds them. */
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord, readJson, writeWhole } from './files.ts'
import type { Network } from './network.ts'
import { type Layout, machinePaths } from './paths.ts'

/** Describes a machine that was made once, running or not. */
export interface MachineRecord {
  readonly id: string
  readonly hostname: string
  readonly address: string
}

const idPattern = /^[a-z0-9][a-z0-9-]{0,10}$/
const hostnamePattern = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** Reads what was noted when a machine was made. */
export const readMachine = (layout: Layout, id: string): MachineRecord | undefined => {
  const noted = readJson(machinePaths(layout, id).record)
  if (!isRecord(noted) || typeof noted.hostname !== 'string' || typeof noted.address !== 'string') return undefined
  return { id, hostname: noted.hostname, address: noted.address }
}

/** Lists the machines that were made and not destroyed. */
export const listMachines = (layout: Layout): readonly MachineRecord[] =>
  (existsSync(layout.machinesDir) ? readdirSync(layout.machinesDir) : [])
    .map((id) => readMachine(layout, id))
    .filter((machine) => machine !== undefined)
    .toSorted((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))

/** Gives a new machine the lowest free address and notes it. */
export const makeMachine = (layout: Layout, network: Network, id: string, hostname: string): MachineRecord => {
  // The bridge's end of a machine's cable is called after the id, and such a name has at most 15 characters.
  if (!idPattern.test(id)) throw new Error(`machine id '${id}' is not one: use up to 11 of a-z, 0-9 and '-'`)
  if (!hostnamePattern.test(hostname)) throw new Error(`'${hostname}' is not a host name: use a-z, 0-9 and '-'`)
  const stranger = listMachines(layout).find((other) => !other.address.startsWith(`${network.prefix}.`))
  if (stranger)
    throw new Error(
      `machine ${stranger.id} has address ${stranger.address}, outside of ${network.prefix}.0/24: destroy it, or keep its subnet`,
    )
  const taken = new Set(listMachines(layout).map(({ address }) => address))
  const address = Array.from({ length: 245 }, (_, n) => `${network.prefix}.${n + 10}`).find((candidate) => !taken.has(candidate))
  if (address === undefined) throw new Error(`all 245 addresses of ${network.prefix}.0/24 are taken: destroy a machine first`)
  const machine = { id, hostname, address }
  writeWhole(machinePaths(layout, id).record, `${JSON.stringify(machine)}\n`)
  return machine
}

/** Returns the files that make a tree this machine's, by their path in it. */
export const identityFiles = (machine: MachineRecord, aptProxy: string): Readonly<Record<string, string>> => ({
  'etc/hostname': `${machine.hostname}\n`,
  // Without its own name every sudo waits five seconds.
  'etc/hosts': `127.0.0.1 localhost\n${machine.address} ${machine.hostname}\n::1 localhost ip6-localhost ip6-loopback\n`,
  'etc/machine-id': `${randomUUID().replaceAll('-', '')}\n`,
  'etc/systemd/network/10-host0.network': `[Match]
Name=host0

[Network]
Address=${machine.address}/24
DHCP=no
IPv6AcceptRA=no
LinkLocalAddressing=no
`,
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
