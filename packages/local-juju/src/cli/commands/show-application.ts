import type { Application, Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { type Data, mapOf, type Struct } from '../data.ts'
import { CliError, usageError } from '../errors.ts'
import { isApplicationName } from '../names.ts'

const constraintsData = (text: string): Data | undefined => {
  const words = text.split(/\s+/).filter((word) => word !== '')
  return words.length === 0 ? undefined : mapOf(Object.fromEntries(words.map((word) => word.split('='))))
}

const applicationData = (model: Frozen<Model>, application: Frozen<Application>): Struct => ({
  charm: model.charms[application.charm]?.name ?? application.charm,
  base: application.base.replace(/\/stable$/, ''),
  constraints: constraintsData(application.constraints),
  principal: model.charms[application.charm]?.subordinate !== true,
  exposed: application.exposed,
  remote: false,
  life: application.life,
  'endpoint-bindings': mapOf(application.bindings),
})

/** Shows applications. */
export const command: Command = {
  usage: 'show-application [options] <application name or alias>',
  summary: 'Shows applications in detail.',
  details: 'Shows the charm, the base that was asked for, endpoints with their bindings, and whether the application is exposed.',
  examples: ['show-application web', 'show-application web database --format json'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const format = flags.format(['yaml', 'json', 'smart'], 'yaml')
    return (names) => {
      if (names.length === 0) throw usageError('an application name must be supplied')
      const wrong = names.filter((name) => !isApplicationName(name))
      if (wrong.length > 0) throw usageError(`application name${wrong.length > 1 ? 's' : ''} ${wrong.join(', ')} not valid`)
      return async (context) => {
        const state = await (await openModel(context, model)).read()
        const shown = names.map((name): [string, Struct] => {
          const application = state.applications[name]
          if (!application) throw new CliError(`application ${JSON.stringify(name)} not found`)
          return [name, applicationData(state, application)]
        })
        context.write(format, () => new Map(shown))
      }
    }
  },
}
