import {
  checkController,
  currentModel,
  findModel,
  listModels,
  modelNotFound,
  openNamed,
  parseModelName,
  setCurrentModel,
} from '../client.ts'
import type { Command, Context } from '../command.ts'
import { CliError, noMoreWords, usageError } from '../errors.ts'
import { waitUntilGone } from '../wait-until-gone.ts'

const confirm = async (context: Context, name: string): Promise<void> => {
  context.warn(`This command will destroy the ${JSON.stringify(name)} model and affect everything in it.`)
  context.io.stderr.write('\nTo continue, enter the name of the model to be unregistered: ')
  let typed = ''
  for await (const chunk of context.io.stdin) {
    typed += String(chunk)
    if (typed.includes('\n')) break
  }
  if (typed.trim() !== name) throw new CliError('model destruction: aborted')
}

/** Removes a model with everything in it, and waits for the end. */
export const command: Command = {
  usage: 'destroy-model [options] [<controller name>:]<model name>',
  summary: 'Removes a model with all that is in it.',
  details: 'Units run their hooks to the end, then machines, disks and the network of the model go. With --force nothing is waited for.',
  examples: ['destroy-model test', 'destroy-model test --no-prompt', 'destroy-model test --force --no-prompt'],
  declare: (flags) => {
    const noPrompt = flags.bool(['y', 'yes', 'no-prompt'], 'Do not ask')
    const destroyStorage = flags.bool(['destroy-storage'], 'Remove the storage too, which is done in any case')
    const releaseStorage = flags.bool(['release-storage'], 'Leave the storage behind; it goes with the model here')
    const force = flags.bool(['force'], 'Do not wait for hooks: units are removed as they are')
    const noWait = flags.bool(['no-wait'], 'With --force: wait for nothing')
    const timeout = flags.duration(['t', 'timeout'], 'With --force: how long each step may take', -1)
    return ([typed, ...rest]) => {
      if (typed === undefined) throw usageError('no model specified')
      noMoreWords(rest)
      if (destroyStorage.value && releaseStorage.value) throw usageError('--destroy-storage and --release-storage cannot both be specified')
      if (timeout.given && !force.value) throw usageError('--timeout can only be used with --force (dangerous)')
      if (timeout.given && timeout.value < 0) throw usageError('--timeout must be zero or greater')
      return async (context) => {
        const { io } = context
        if (noWait.value && !force.value) throw new CliError('--no-wait without --force not valid')
        checkController(parseModelName(typed).controller)
        const found = findModel(await listModels(io), typed)
        if (!found) throw modelNotFound(typed)
        if (!noPrompt.value) await confirm(context, found.name)
        context.notice('Destroying model')
        await openNamed(io, found.name).ask('destroy-model', { force: force.value })
        await waitUntilGone(context, found.name)
        if (currentModel(io.env) === found.name) setCurrentModel(io.env, undefined)
      }
    }
  },
}
