import { insertDefaults, validateActionParams } from '@charm-layers/charm-cli/format'
import { charmOf, findApplication, unitsOf } from './lookup.ts'
import type { Task } from './operation.ts'
import type { Model } from './state.ts'
import { tagOf } from './tags.ts'
import type { Frozen, Json, Time } from './values.ts'

/** What an operator asks to run. */
export interface Asked {
  readonly name: string
  /** Null for an action. */
  readonly command: string | null
  readonly parameters: { readonly [key: string]: Json }
  readonly parallel: boolean
  readonly executionGroup: string
}

/** What was scheduled, and why not all. */
export interface ScheduledTasks {
  readonly operation: string
  readonly tasks: { id: string; receiver: string }[]
  readonly fail: string
}

/** Makes one operation with a task for each receiver; operations and tasks count with one counter. What cannot run is told in 3.6's words. */
export function schedule(model: Model, receivers: readonly string[], asked: Asked, now: Time): ScheduledTasks {
  const operation = String(model.counters.task++)
  const tasks: ScheduledTasks['tasks'] = []
  const fails: string[] = []
  for (const receiver of receivers) {
    const found = prepare(model, receiver, asked)
    if ('fail' in found) {
      fails.push(found.fail)
      continue
    }
    const id = String(model.counters.task++)
    model.tasks[id] = newTask({ id, operation, ...found }, asked, now)
    tasks.push({ id, receiver: found.receiver })
  }
  const where = tasks.map((task) => (/^\d+$/.test(task.receiver) ? `machine-${task.receiver}` : tagOf(task.receiver))).join(',')
  model.operations[operation] = {
    id: operation,
    summary: `${asked.name} run on ${where}`,
    name: asked.name,
    parameters: structuredClone(asked.parameters) as { [key: string]: Json },
    tasks: tasks.map(({ id }) => id),
    fail: fails.join('\n'),
    enqueued: now,
  }
  return { operation, tasks, fail: fails.join('\n') }
}

type Assigned = Pick<Task, 'id' | 'operation' | 'receiver' | 'parameters'>

function newTask({ id, operation, receiver, parameters }: Assigned, asked: Asked, now: Time): Task {
  return {
    id,
    operation,
    receiver,
    name: asked.name,
    parameters,
    command: asked.command,
    status: 'pending',
    message: '',
    results: null,
    log: [],
    enqueued: now,
    started: null,
    completed: null,
    parallel: asked.parallel,
    executionGroup: asked.executionGroup,
  }
}

type Prepared = { receiver: string; parameters: { [key: string]: Json } } | { fail: string }

function prepare(model: Frozen<Model>, receiver: string, asked: Asked): Prepared {
  const parameters = structuredClone(asked.parameters) as { [key: string]: Json }
  if (asked.command !== null && model.machines[receiver] !== undefined) return { receiver, parameters }
  const unit = receiver.endsWith('/leader') ? leaderOf(model, receiver.slice(0, -'/leader'.length)) : receiver
  if (unit === null) return { fail: `could not determine leader for "${receiver.slice(0, -'/leader'.length)}"` }
  const target = model.units[unit]
  if (target === undefined) return { fail: `unit "${unit}" not found` }
  if (asked.command !== null) return { receiver: unit, parameters }
  const action = charmOf(model, findApplication(model, target.application)).actions[asked.name]
  if (action === undefined) return { fail: `action "${asked.name}" not defined on unit "${unit}"` }
  try {
    const spec = { name: asked.name, ...action }
    validateActionParams(spec, parameters)
    return { receiver: unit, parameters: structuredClone(insertDefaults(spec, parameters)) as { [key: string]: Json } }
  } catch (error) {
    return { fail: error instanceof Error ? error.message : String(error) }
  }
}

function leaderOf(model: Frozen<Model>, application: string): string | null {
  return model.applications[application]?.leader ?? null
}

/** Gives the units of applications, for `exec --application`; refuses an unknown one. */
export function unitsOfAll(model: Frozen<Model>, applications: readonly string[]): string[] {
  return applications.flatMap((name) => unitsOf(model, findApplication(model, name).name).map((unit) => unit.name))
}
