import type { ModelSummary } from '../../controller/api/requests.ts'
import type { Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import { cloudName, jujuVersion, listModels, modelFlag, modelNotFound, openModel, userName } from '../client.ts'
import type { Command, Io } from '../command.ts'
import type { Struct } from '../data.ts'
import { noMoreWords } from '../errors.ts'
import { modelData, modelStatus } from '../model-data.ts'
import { sortNatural } from '../natural.ts'

const shownModel = (summary: ModelSummary, model: Frozen<Model>, io: Io): Struct => ({
  ...modelData(summary, io),
  status: { current: modelStatus(summary), since: 'just now' },
  users: new Map([[userName, { 'display-name': userName, access: 'admin', 'last-connection': 'just now' }]]),
  machines: new Map(sortNatural(Object.keys(model.machines)).map((id) => [id, { cores: 0 }])),
  'secret-backends': new Map([['internal', { 'num-secrets': Object.keys(model.secrets).length, status: 'active' }]]),
  'agent-version': jujuVersion,
  credential: { name: 'default', owner: userName, cloud: cloudName, 'validity-check': 'valid' },
  'supported-features': [{ name: 'juju', description: 'the version of Juju used by the model', version: jujuVersion }],
})

/** Shows a model, the current one if none is named. */
export const command: Command = {
  usage: 'show-model [options] <model name>',
  summary: 'Shows a model in detail.',
  details: 'Shows the current model, or the one that is named.',
  examples: ['show-model', 'show-model test --format json'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const format = flags.format(['yaml', 'json'], 'yaml')
    return ([name, ...rest]) => {
      noMoreWords(rest)
      return async (context) => {
        const client = await openModel(context, name === undefined ? model : { value: name, given: true })
        const summary = (await listModels(context.io)).find((candidate) => candidate.name === client.name)
        if (!summary) throw modelNotFound(client.name)
        const state = await client.read()
        context.write(format, () => new Map([[summary.name, shownModel(summary, state, context.io)]]))
      }
    }
  },
}
