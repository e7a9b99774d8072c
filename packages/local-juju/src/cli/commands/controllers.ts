import { dataDirectory } from '../../controller/data-directory.ts'
import { cloudName, controllerName, controllerUuid, currentModel, jujuVersion, listModels, userName } from '../client.ts'
import type { Command } from '../command.ts'
import { noMoreWords } from '../errors.ts'
import { table } from '../table.ts'

/** Lists the one controller. */
export const command: Command = {
  usage: 'controllers [options]',
  aliases: ['list-controllers'],
  summary: 'Shows the controller.',
  details: 'Shows the one controller, called local. Its data lies below JUJU_DATA; another value there is another controller.',
  examples: ['controllers', 'controllers --format json'],
  declare: (flags) => {
    const refresh = flags.bool(['refresh'], 'Ask the controller anew, as is always done here')
    flags.ignored(['managed'], 'bool', 'there is one controller')
    const format = flags.format(['tabular', 'json', 'yaml'], 'tabular')
    return (words) => {
      noMoreWords(words)
      return async (context) => {
        const { io } = context
        const models = await listModels(io)
        const model = currentModel(io.env)
        const one = {
          'current-model': model,
          user: userName,
          access: 'superuser',
          'recent-server': dataDirectory(io.env),
          [format.kind.value === 'json' ? 'uuid' : 'controller-uuid']: controllerUuid(io.env),
          'api-endpoints': [dataDirectory(io.env)],
          cloud: cloudName,
          'agent-version': jujuVersion,
          'model-count': models.length,
        }
        const head = ['Controller', 'Model', 'User', 'Access', 'Cloud/Region', 'Models', 'Nodes', 'HA', 'Version']
        const row = [
          `${controllerName}*`,
          model ?? '-',
          userName,
          'superuser',
          cloudName,
          `${models.length}`,
          '1',
          'none',
          `${jujuVersion}  `,
        ]
        const hint = refresh.value ? '' : 'Use --refresh option with this command to see the latest information.\n\n'
        context.write(format, () => ({ controllers: new Map([[controllerName, one]]), 'current-controller': controllerName }), {
          tabular: () => hint + table([head, row], { right: [5, 6, 7] }),
        })
      }
    }
  },
}
