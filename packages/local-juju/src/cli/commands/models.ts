import type { ModelSummary } from '../../controller/api/requests.ts'
import { checkController, cloudName, controllerFlag, controllerName, currentModel, jujuVersion, listModels } from '../client.ts'
import type { Command } from '../command.ts'
import type { Struct } from '../data.ts'
import { noMoreWords } from '../errors.ts'
import { modelData, modelStatus } from '../model-data.ts'
import { table } from '../table.ts'

/** Lists the models. */
export const command: Command = {
  usage: 'models [options]',
  aliases: ['list-models'],
  summary: 'Lists the models.',
  details: 'A star marks the current model.',
  examples: ['models', 'models --uuid', 'models --format json'],
  declare: (flags) => {
    const controller = controllerFlag(flags)
    flags.bool(['all'], 'All models, as without it: the only user sees them all')
    const uuid = flags.bool(['uuid'], 'Show the UUIDs of the models too')
    flags.ignored(['exact-time'], 'bool', 'there are no logins to tell the time of')
    flags.ignored(['user'], 'text', 'the only user is admin')
    const format = flags.format(['tabular', 'json', 'yaml'], 'tabular')
    return (words) => {
      noMoreWords(words)
      checkController(controller.value)
      return async (context) => {
        const all = [...(await listModels(context.io))].sort((a, b) => (a.name < b.name ? -1 : 1))
        const current = currentModel(context.io.env)
        const head = [
          'Model',
          ...(uuid.value ? ['UUID'] : []),
          'Cloud/Region',
          'Type',
          'Status',
          'Machines',
          'Units',
          'Access',
          'Last connection',
        ]
        const rows = all.map((model) => [
          `${model.name}${model.name === current ? '*' : ''}`,
          ...(uuid.value ? [model.uuid] : []),
          cloudName,
          cloudName,
          modelStatus(model),
          `${model.machines}`,
          `${model.units || '-'}`,
          'admin',
          'just now',
        ])
        const data = (model: ModelSummary): Struct => ({
          ...modelData(model, context.io),
          status: { current: modelStatus(model) },
          access: 'admin',
          'last-connection': 'just now',
          'agent-version': jujuVersion,
        })
        context.write(format, () => ({ models: all.map(data), 'current-model': current }), {
          tabular: () => `Controller: ${controllerName}\n\n${table([head, ...rows], { right: uuid.value ? [5, 6] : [4, 5] })}`,
        })
      }
    }
  },
}
