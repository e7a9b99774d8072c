import { ask, controllerName, listModels, openNamed, setCurrentModel, userName } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, noMoreWords, usageError } from '../errors.ts'
import { waitUntilGone } from '../wait-until-gone.ts'

/** Removes all models if asked to, then ends the controller. */
export const command: Command = {
  usage: 'destroy-controller [options] <controller name>',
  aliases: ['kill-controller'],
  summary: 'Destroys a controller: removes the models if told to, and ends its process.',
  details: `Ends the controller's process. With models there, --destroy-all-models is needed: their machines and disks go too, and nothing of them is
left on this host.`,
  examples: ['destroy-controller local', 'destroy-controller local --destroy-all-models --no-prompt'],
  declare: (flags) => {
    const noPrompt = flags.bool(['y', 'yes', 'no-prompt'], 'Do not ask')
    const allModels = flags.bool(['destroy-all-models'], 'Destroy the models too')
    const force = flags.bool(['force'], 'Do not wait for hooks: units are removed as they are')
    flags.bool(['destroy-storage'], 'Remove the storage too, which is done in any case')
    flags.bool(['release-storage'], 'Leave the storage behind; it goes with the model here')
    flags.bool(['no-wait'], 'With --force: wait for nothing')
    return ([name, ...rest]) => {
      if (name === undefined) throw usageError('no controller specified')
      noMoreWords(rest)
      return async (context) => {
        if (name !== controllerName) throw new CliError(`controller ${name} not found`)
        if (!noPrompt.value) throw new CliError('controller destruction: aborted: repeat the command with --no-prompt')
        const models = await listModels(context.io)
        if (models.length > 0 && !allModels.value) {
          const names = models.map((model) => `\t${userName}/${model.name} (${model.life})\n`).join('')
          throw new CliError(
            `cannot destroy controller ${JSON.stringify(name)}\n\nThe controller has live models:\n${names}\nRepeat the command with --destroy-all-models to remove them as well.`,
          )
        }
        for (const model of models) {
          await openNamed(context.io, model.name).ask('destroy-model', { force: force.value })
          await waitUntilGone(context, model.name)
        }
        await ask(context.io, 'stop', { keepMachines: false })
        setCurrentModel(context.io.env, undefined)
        context.notice('All models reclaimed, the controller has ended')
      }
    }
  },
}
