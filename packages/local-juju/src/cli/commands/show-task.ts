import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError } from '../errors.ts'
import { waitForTasks } from '../tasks/follow.ts'
import { isOver, plainTask, taskData } from '../tasks/format.ts'
import { takeId, waitFlags, waitTime } from '../tasks/words.ts'

/** Shows one task. */
export const command: Command = {
  usage: 'show-task [options] <task ID>',
  summary: 'Shows what came of a task.',
  details: 'Shows the result of one task; while it runs, its messages come on standard error. It may be waited for.',
  examples: ['show-task 4', 'show-task 4 --wait 1m', 'show-task 4 --watch --format yaml'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const waiting = waitFlags(flags)
    const utc = flags.bool(['utc'], 'Times in UTC')
    flags.ignored(['color'], 'bool', 'data is written without colour')
    flags.bool(['no-color'], 'No colour; there is none in data anyway')
    const format = flags.format(['plain', 'json', 'yaml'], 'plain')
    return (words) => {
      const id = takeId(words, 'task')
      const waitMs = waitTime(waiting)
      return async (context) => {
        const client = await openModel(context, model)
        const now = (await client.read()).tasks[id]
        if (!now) throw new CliError('id not found')
        const progress = { utc: utc.value, print: (line: string) => context.notice(line) }
        const done = isOver(now) || waitMs === 0 ? now : (await waitForTasks(client, [id], waitMs, progress))?.[0]
        if (!done) throw new CliError('maximum wait time reached')
        context.write(format, () => taskData(done, utc.value), {
          plain: () => (done.results || isOver(done) ? plainTask(done) : `Task ${id} ${done.status}\n`),
        })
      }
    }
  },
}
