/** What steps of one list have to be towards each other. */

import type { CommandStep, ProbeStep } from '../commands.ts'
import type { AbsentStep, DirectoryStep, DownloadStep, FileStep } from '../files.ts'
import type { Step } from '../step.ts'
import { nameOf } from './name.ts'
import type { Why } from './texts.ts'

type OnPath = FileStep | DirectoryStep | DownloadStep | AbsentStep
type Program = CommandStep | ProbeStep

const isOnPath = (step: Step): step is OnPath =>
  step.kind === 'file' || step.kind === 'directory' || step.kind === 'download' || step.kind === 'absent'

const accessOf = (step: OnPath): string => (step.kind === 'directory' ? `${step.mode} ${step.owner} ${step.group}` : '')

/** Says why a step cannot be so while an earlier one of the same path is. */
function pathConflict(step: OnPath, earlier: OnPath): Why {
  if (step.kind !== earlier.kind) return `the list has ${nameOf(earlier)} as well`
  if (step.kind === 'absent' || (step.kind === 'directory' && accessOf(step) === accessOf(earlier))) return undefined
  return step.kind === 'directory' ? 'the list has it twice, with another mode or owner' : 'the list has it twice'
}

/** Gives the file above a path, if there is one among the steps: nothing can lie below it. */
function fileAbove(path: string, byPath: ReadonlyMap<string, OnPath>): OnPath | undefined {
  for (let at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) {
    const above = byPath.get(path.slice(0, at))
    if (above?.kind === 'file' || above?.kind === 'download') return above
  }
  return undefined
}

/** Gives what is wrong with the paths of a list: one that two steps want differently, and one below a file. */
export function pathFaults(list: readonly Step[]): ReadonlyMap<Step, string> {
  const faults = new Map<Step, string>()
  const byPath = new Map<string, OnPath>()
  const steps = list.filter((step) => isOnPath(step)).filter(({ path }) => typeof path === 'string')
  for (const step of steps) {
    const earlier = byPath.get(step.path)
    if (!earlier) byPath.set(step.path, step)
    else if (earlier !== step) {
      const why = pathConflict(step, earlier)
      if (why !== undefined) faults.set(step, why)
    }
  }
  for (const step of steps) {
    const above = fileAbove(step.path, byPath)
    if (above && step.kind !== 'absent') faults.set(step, `it lies below ${nameOf(above)}`)
  }
  return faults
}

/** Gives what is wrong with programs: of two with the same name and other arguments, only the first would run. */
export function programFaults(list: readonly Step[]): ReadonlyMap<Step, string> {
  const faults = new Map<Step, string>()
  const byName = new Map<string, Program>()
  for (const step of list) {
    if (step.kind !== 'command' && step.kind !== 'probe') continue
    const earlier = byName.get(step.name)
    if (!earlier) byName.set(step.name, step)
    else if (earlier.kind !== step.kind || JSON.stringify(earlier.argv) !== JSON.stringify(step.argv))
      faults.set(step, `the list has ${nameOf(earlier)} with other arguments: give each a name of its own`)
  }
  return faults
}

/**
 * Gives the files of a list that restart or reload a service which the list does not name. Nothing would happen then. In a list that waits for
 * something, the service may come later.
 */
export function serviceFaults(list: readonly Step[]): ReadonlyMap<Step, string> {
  const waits = list.some((step) => step.kind === 'probe' || (step.kind === 'status' && step.status.name !== 'active'))
  if (waits) return new Map()
  const named = new Set(list.flatMap((step) => (step.kind === 'service' ? [step.name] : [])))
  return new Map(
    list.flatMap((step) => {
      if (step.kind !== 'file') return []
      const missing = [...step.restarts, ...step.reloads].find((name) => !named.has(name))
      if (missing === undefined) return []
      const verb = step.restarts.includes(missing) ? 'restarts' : 'reloads'
      return [[step, `${verb} '${missing}', and the list has no service('${missing}'), heldService or keptService`] as const]
    }),
  )
}
