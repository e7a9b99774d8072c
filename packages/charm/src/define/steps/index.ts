/**
 * Steps: what should be so, as data. A charm returns steps; the runtime compares each with the machine and with Juju, and does only the
 * difference. The real host and the host in memory carry out the same list, and `--plan` prints what it would change.
 */
import type { CommandStep, ProbeStep } from './commands.ts'
import type { AbsentStep, DirectoryStep, DownloadStep, FileStep } from './files.ts'
import type { DatabagStep, FactStep, RememberStep, SharedSecretStep, StatusStep, VersionStep } from './juju.ts'
import type { PackagesStep } from './packages.ts'
import type { AbsentSecretStep, OwnSecretStep } from './secrets.ts'
import type { PortsStep, ServiceStep, ServicesRunStep } from './services.ts'

export * from './commands.ts'
export * from './files.ts'
export * from './juju.ts'
export * from './packages.ts'
export * from './secrets.ts'
export * from './services.ts'

/** One thing that should be so. */
export type Step =
  | PackagesStep
  | FileStep
  | DirectoryStep
  | DownloadStep
  | AbsentStep
  | ServiceStep
  | ServicesRunStep
  | CommandStep
  | ProbeStep
  | PortsStep
  | DatabagStep
  | FactStep
  | SharedSecretStep
  | OwnSecretStep
  | AbsentSecretStep
  | RememberStep
  | StatusStep
  | VersionStep

/** What a charm may return: a step, or lists of steps nested in any way. `false` and `undefined` stand for no step. */
export type Desired = Step | false | undefined | readonly Desired[]

/** Flattens nested lists into one list of steps, in order. */
export const steps = (desired: Desired): Step[] =>
  desired === false || desired === undefined ? [] : 'kind' in desired ? [desired] : desired.flatMap(steps)
