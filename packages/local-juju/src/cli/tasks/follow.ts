// Waiting for tasks, with their log lines as they come.
import type { Task } from '../../model/operation.ts'
import type { Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import type { ModelClient } from '../client.ts'
import type { Context } from '../command.ts'
import { CliError } from '../errors.ts'
import { logTime } from '../times.ts'
import { isOver } from './format.ts'

const pollMs = 2000

/** Watches the model until `done` answers something, or until the time is up (a negative time never is). */
export const watch = async <T>(
  client: ModelClient,
  waitMs: number,
  done: (model: Frozen<Model>) => T | undefined,
): Promise<T | undefined> => {
  const start = performance.now()
  let version: number | undefined
  for (;;) {
    const left = waitMs < 0 ? pollMs : waitMs - (performance.now() - start)
    const ask = version === undefined ? {} : { after: version, waitMs: Math.ceil(Math.max(0, Math.min(left, pollMs))) }
    const snapshot = await client.ask('snapshot', ask)
    version = snapshot.version
    const answer = done(snapshot.model)
    if (answer !== undefined) return answer
    if (waitMs >= 0 && performance.now() - start >= waitMs) return undefined
  }
}

/** How the log lines of a task are shown while it runs. */
export interface Progress {
  readonly utc: boolean
  readonly print: (line: string) => void
}

/** Waits for tasks; the answer is undefined if the time was up first. */
export const waitForTasks = async (
  client: ModelClient,
  ids: readonly string[],
  waitMs: number,
  progress?: Progress,
): Promise<readonly Frozen<Task>[] | undefined> => {
  let shown = 0
  return await watch(client, waitMs, (model) => {
    const tasks = ids.flatMap((id) => model.tasks[id] ?? [])
    const lines = tasks.length === 1 ? (tasks[0]?.log ?? []) : []
    if (progress) {
      for (const line of lines.slice(shown)) progress.print(`${logTime(new Date(line.time), { utc: progress.utc })} ${line.message}`)
      shown = lines.length
    }
    return tasks.every(isOver) ? tasks : undefined
  })
}

/** Says which receivers have not answered in time. */
export const timedOut = (receivers: readonly string[]): CliError =>
  new CliError(
    `timed out waiting for results from: ${receivers.map((name) => `${/^\d/.test(name) ? 'machine' : 'unit'} ${name}`).join(', ')}`,
  )

/** Says where to look for what runs in the background. */
export const scheduledNotice = (context: Context, operation: string, tasks: readonly { readonly id: string }[]): void => {
  const [first] = tasks
  const what = tasks.length === 1 && first ? `task ${first.id}` : `${tasks.length} tasks`
  const which = tasks.length === 1 && first ? first.id : '<id>'
  context.notice(`Scheduled operation ${operation} with ${what}`)
  context.notice(`Check operation status with 'juju show-operation ${operation}'`)
  context.notice(`Check task status with 'juju show-task ${which}'`)
}
