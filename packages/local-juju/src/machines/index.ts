/**
 * The machines that units run in: booted systemd containers with a disk, an address and a name of their own.
 *
 * @example
 * const machines = await openMachines({ dataDir })
 * const machine = await machines.start('0', { hostname: 'juju-0' })
 * const { stdout } = await machine.run(['systemctl', 'is-system-running'])
 */
export type { AptCacheCounts } from './apt-cache.ts'
export type { CommandResult } from './command.ts'
export type { ExecCommand, ExecOptions, ExecResult } from './exec.ts'
export type { MachineRecord } from './identity.ts'
export type { Machine } from './machine.ts'
export {
  addMachineSubnet,
  findMachine,
  firstSubnet,
  leftoversOf,
  type Machines,
  type MachinesOptions,
  openMachines,
  removeMachines,
  type StartOptions,
  takeDownMachines,
} from './machines.ts'
export type { Subnet } from './network.ts'
export { defaultCacheDir } from './paths.ts'
export { checkRequirements, type Requirements } from './requirements.ts'
