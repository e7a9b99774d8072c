/**
 * What should be, as data. A charm returns steps; the runtime compares each with what is and does only the difference.
 * A real host and one in memory interpret the same list, and `--plan` prints it.
 */
import type { CommandStep, ProbeStep } from './commands.ts'
import type { AbsentStep, DirectoryStep, DownloadStep, FileStep } from './files.ts'
import type { DatabagStep, FactStep, RememberStep, SharedSecretStep, StatusStep, VersionStep } from './juju.ts'
import type { PackagesStep } from './packages.ts'
import type { PortsStep, ServiceStep, ServicesRunStep } from './services.ts'

export * from './commands.ts'
export * from './files.ts'
export * from './juju.ts'
export * from './packages.ts'
export * from './services.ts'

/** One thing that should be. */
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
  | RememberStep
  | StatusStep
  | VersionStep

/** What a charm may return: steps, nested as is convenient; nothing stands for nothing. */
export type Desired = Step | false | undefined | readonly Desired[]

/** Flattens nested steps, in order. */
export const steps = (desired: Desired): Step[] =>
  desired === false || desired === undefined ? [] : 'kind' in desired ? [desired] : desired.flatMap(steps)
