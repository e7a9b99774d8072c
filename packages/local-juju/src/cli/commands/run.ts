import type { Json } from '../../model/values.ts'
import { unitTag } from '../../names.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { readNamedFile } from '../files.ts'
import { splitPair } from '../key-values.ts'
import { isUnitOrLeader } from '../names.ts'
import { scheduledNotice, timedOut, waitForTasks } from '../tasks/follow.ts'
import { failureText, plainTask, plainTasks, taskData } from '../tasks/format.ts'
import { formatYaml } from '../yaml.ts'

const keyPattern = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/

interface Asked {
  readonly receivers: readonly string[]
  readonly action: string
  readonly parameters: readonly (readonly [readonly string[], string])[]
}

const readWords = (words: readonly string[]): Asked => {
  const receivers: string[] = []
  let at = 0
  for (; at < words.length && isUnitOrLeader(words[at] ?? ''); at++) receivers.push(words[at] ?? '')
  const action = words[at]
  if (receivers.length === 0) throw usageError('no unit specified')
  if (action === undefined) throw usageError('no action specified')
  if (!/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/.test(action)) throw usageError(`invalid unit or action name ${JSON.stringify(action)}`)
  if (new Set(receivers.map((name) => name.split('/')[0])).size > 1) throw usageError('all units must be of the same application')
  const parameters = words.slice(at + 1).map((word) => {
    const pair = splitPair(word)
    if (!pair || pair[0] === '') throw usageError(`argument ${JSON.stringify(word)} must be of the form key.key.key...=value`)
    const keys = pair[0].split('.')
    for (const key of keys) {
      if (!keyPattern.test(key)) {
        throw usageError(
          `key ${JSON.stringify(key)} must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric and hyphens`,
        )
      }
    }
    return [keys, pair[1]] as const
  })
  return { receivers, action, parameters }
}

const isMap = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const put = (into: { [key: string]: Json }, [key, ...rest]: readonly string[], value: Json): void => {
  if (key === undefined) return
  if (rest.length === 0) {
    into[key] = value
    return
  }
  const before = into[key]
  const inner = isMap(before) ? before : {}
  into[key] = inner
  put(inner, rest, value)
}

const readParameters = async (file: string, words: Asked['parameters'], raw: boolean, cwd: string): Promise<{ [key: string]: Json }> => {
  if (file === '' && (words.length === 0 || raw)) {
    const parameters: { [key: string]: Json } = {}
    for (const [keys, value] of words) put(parameters, keys, value)
    return parameters
  }
  const { readYaml } = await import('../yaml-input.ts')
  const content = file === '' ? {} : readYaml(readNamedFile(cwd, file))
  if (!isMap(content)) throw new CliError(`params must be a map, got ${JSON.stringify(content)}`)
  for (const [keys, value] of words) put(content, keys, raw ? value : readYaml(value))
  return content
}

/** Runs an action on units of one application. */
export const command: Command = {
  usage: 'run [options] <unit> [<unit> ...] <action-name> [<key>=<value> [<key>[.<key> ...]=<value>]]',
  summary: 'Runs an action on units.',
  details: `All units have to be of one application; web/leader stands for the leader. Parameters are YAML, so that 7 is a number and "7" a text;
a dot in a key makes a map. The charm's schema is checked before anything runs. 
The exit code is 1 if the action's program ended with another status than 0; an action that only calls action-fail leaves it 0.`,
  examples: ['run web/leader backup', 'run web/0 web/1 echo text=hello --wait 5m', 'run web/0 backup --params ./backup.yaml --background'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const params = flags.string(['params'], 'A YAML file with parameters; those on the command line come on top')
    const raw = flags.bool(['string-args'], 'Take the values of parameters as text instead of YAML')
    const wait = flags.duration(['wait'], 'How long to wait for the results', 60_000)
    const background = flags.bool(['background'], 'Do not wait: print the numbers of the operation and its tasks')
    const utc = flags.bool(['utc'], 'Times in UTC')
    flags.ignored(['color'], 'bool', 'data is written without colour')
    flags.bool(['no-color'], 'No colour; there is none in data anyway')
    const format = flags.format(['plain', 'json', 'yaml'], 'plain')
    return (words) => {
      const asked = readWords(words)
      if (wait.given && background.value) throw usageError('cannot specify both --wait and --background')
      return async (context) => {
        const client = await openModel(context, model)
        const parameters = await readParameters(params.value, asked.parameters, raw.value, context.io.cwd)
        const { operation, tasks, fail } = await client.ask('run', { receivers: [...asked.receivers], action: asked.action, parameters })
        if (tasks.length === 0) return context.notice(`\nOperation ${operation} failed to schedule any tasks:\n${fail}`)
        const plain = format.kind.value === 'plain'
        if (background.value) {
          scheduledNotice(context, operation, tasks)
          const ids = new Map(tasks.map((task) => [task.receiver, { id: task.id }]))
          if (tasks.length > 1 || !plain) context.write(format, () => ids, { plain: () => formatYaml(ids) })
          return
        }
        context.notice(`Running operation ${operation} with ${tasks.length} task${tasks.length === 1 ? '' : 's'}`)
        for (const task of tasks) context.notice(`  - task ${task.id} on ${unitTag(task.receiver)}`)
        context.notice('')
        for (const task of tasks) context.notice(`Waiting for task ${task.id}...`)
        let printed = false
        const print = (line: string): void => {
          printed = true
          context.notice(line)
        }
        const done = await waitForTasks(
          client,
          tasks.map((task) => task.id),
          wait.value,
          { utc: utc.value, print },
        )
        if (printed) context.notice('')
        if (!done) throw timedOut(tasks.map((task) => task.receiver))
        context.write(format, () => new Map(done.map((task) => [task.receiver, taskData(task, utc.value)])), {
          plain: () => (done.length === 1 && done[0] ? plainTask(done[0]) : plainTasks(done)),
        })
        const failure = failureText(done)
        if (failure !== undefined) throw new CliError(failure)
      }
    }
  },
}
