import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { commaSeparated } from '../flags.ts'
import { isApplicationName, isMachineId, isUnitOrLeader } from '../names.ts'
import { scheduledNotice, timedOut, waitForTasks } from '../tasks/follow.ts'
import { failureText, plainExec, taskData } from '../tasks/format.ts'
import { formatYaml } from '../yaml.ts'

/** Joins words to one shell text: a single word is the text itself, several are quoted each. */
export const shellText = (words: readonly string[]): string => {
  const [only] = words
  if (words.length === 1 && only !== undefined) return only
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`)).join(' ')
}

/** Runs a command on units, applications, machines, or all machines. */
export const command: Command = {
  usage: 'exec [options] <commands>',
  summary: 'Runs a command on units or machines.',
  details: `On units the command runs as root in a hook's context, so that hook tools such as relation-get and config-get work; on machines (--machine, --all) it
runs outside of any. One word is given to a shell as it is; several are quoted. Put -- before a command that has flags of its own.
Output is shown and kept with the task, and never goes into the log. If the command fails, the exit code here is 1.`,
  examples: ['exec -u web/0 -- config-get port', 'exec -a web -- "relation-ids db | wc -l"', 'exec --machine 0,1 --wait 1m -- uptime'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const all = flags.bool(['all'], 'On all machines')
    const units = flags.list(['u', 'unit'], 'Units to run on, with commas between; app/leader is the leader', commaSeparated)
    const applications = flags.list(['a', 'app', 'application'], 'Applications to run on, with commas between', commaSeparated)
    const machines = flags.list(['machine'], 'Machines to run on, with commas between', commaSeparated)
    const parallel = flags.bool(['parallel'], 'Run on all units at the same time', true)
    const group = flags.string(['execution-group'], 'With --parallel=false: a name; commands of one group run one after the other')
    const wait = flags.duration(['wait'], 'How long to wait for the results', 300_000)
    const background = flags.bool(['background'], 'Do not wait: print the numbers of the operation and its tasks')
    const utc = flags.bool(['utc'], 'Times in UTC')
    flags.ignored(['color'], 'bool', 'data is written without colour')
    flags.bool(['no-color'], 'No colour; there is none in data anyway')
    const format = flags.format(['plain', 'json', 'yaml'], 'plain')
    return (words) => {
      if (words.length === 0) throw usageError('no commands specified')
      const targets = { applications: applications.value, machines: machines.value, units: units.value }
      if (all.value) {
        for (const [name, given] of Object.entries(targets)) {
          if (given.length > 0) throw usageError(`You cannot specify --all and individual ${name}`)
        }
      } else if (Object.values(targets).every((given) => given.length === 0)) {
        throw usageError('You must specify a target, either through --all, --machine, --application or --unit')
      }
      const wrong = [
        ...targets.machines.filter((id) => !isMachineId(id)).map((id) => `${JSON.stringify(id)} is not a valid machine id`),
        ...targets.applications
          .filter((name) => !isApplicationName(name))
          .map((name) => `${JSON.stringify(name)} is not a valid application name`),
        ...targets.units.filter((name) => !isUnitOrLeader(name)).map((name) => `${JSON.stringify(name)} is not a valid unit name`),
      ]
      if (wrong.length > 0) throw usageError(`The following exec targets are not valid:\n${wrong.map((line) => `  ${line}`).join('\n')}`)
      if (wait.given && background.value) throw usageError('cannot specify both --wait and --background')
      return async (context) => {
        const client = await openModel(context, model)
        const { operation, tasks, fail } = await client.ask('exec', {
          command: shellText(words),
          units: [...targets.units],
          applications: [...targets.applications],
          machines: [...targets.machines],
          all: all.value,
          parallel: parallel.value,
          executionGroup: group.value,
        })
        if (tasks.length === 0) return context.notice(`Operation ${operation} failed to schedule any tasks:\n${fail}`)
        if (background.value) {
          scheduledNotice(context, operation, tasks)
          const ids = new Map(tasks.map((task) => [task.receiver, { id: task.id }]))
          if (tasks.length > 1) context.write(format, () => ids, { plain: () => formatYaml(ids) })
          return
        }
        context.detail(`Running operation ${operation} with ${tasks.length} task${tasks.length === 1 ? '' : 's'}`)
        const done = await waitForTasks(
          client,
          tasks.map((task) => task.id),
          wait.value,
        )
        if (!done) throw timedOut(tasks.map((task) => task.receiver))
        context.write(format, () => new Map(done.map((task) => [task.receiver, taskData(task, utc.value)])), {
          plain: () => plainExec(done),
        })
        const failure = failureText(done)
        if (failure !== undefined) throw new CliError(failure)
      }
    }
  },
}
