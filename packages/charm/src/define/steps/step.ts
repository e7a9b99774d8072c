/** All kinds of steps. */
import type { CommandStep, ProbeStep } from './commands.ts'
import type { AbsentStep, DirectoryStep, DownloadStep, FileStep } from './files.ts'
import type { AskStep, DatabagStep, FactStep, RebootStep, RememberStep, SharedSecretStep, StatusStep, VersionStep } from './juju.ts'
import type { PackagesStep } from './packages.ts'
import type { DrainedStep, HoldRestartsStep } from './restarts.ts'
import type { AbsentSecretStep, OwnSecretStep } from './secrets.ts'
import type { PortsStep, ServiceStep, ServicesRunStep } from './services.ts'

/** A step that cannot be done, because of a value in it. It ends the work on the machine, with this message in the status. */
export interface RefusedStep {
  readonly kind: 'refused'
  readonly why: string
}

/** One thing that should be so. */
export type Step =
  | PackagesStep
  | FileStep
  | DirectoryStep
  | DownloadStep
  | AbsentStep
  | ServiceStep
  | ServicesRunStep
  | HoldRestartsStep
  | DrainedStep
  | CommandStep
  | ProbeStep
  | AskStep
  | PortsStep
  | DatabagStep
  | FactStep
  | SharedSecretStep
  | OwnSecretStep
  | AbsentSecretStep
  | RememberStep
  | StatusStep
  | VersionStep
  | RebootStep
  | RefusedStep

/** What a charm may return: a step, or lists of steps nested in any way. `false` and `undefined` stand for no step. */
export type Desired = Step | false | undefined | readonly Desired[]
