import { cloudName, controllerName, jujuVersion, modelFlag, openModel, userName } from '../client.ts'
import type { Command } from '../command.ts'
import { usageError } from '../errors.ts'
import { oneline, summary, tabular } from '../status/tabular.ts'
import { matches, relationRows, shownStorages, statusView } from '../status/view.ts'

const formats = ['tabular', 'json', 'yaml', 'short', 'oneline', 'line', 'summary']

/** Why this user cannot have machines on this host. */
const obstacle = async (): Promise<string | undefined> => {
  const found = await (await import('../../machines/requirements.ts')).checkRequirements()
  return found.kind === 'impossible' ? found.reason : undefined
}

/** Reports the model, its machines, applications and units. */
export const command: Command = {
  usage: 'status [options] [<selector> [...]]',
  summary: 'Shows what is in a model and how it is.',
  details: `Shows applications, units and machines; with --relations relations too, with --storage storages. Words after the command keep what belongs to them: names of
applications, units or machines, exactly as they are. In the table a star marks the leader.
Asked before there is a controller, it starts one and makes the model "default"; nothing else is set up before the first deploy.`,
  examples: ['status', 'status web database/0 --relations', 'status --format json', 'status --format short'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const relations = flags.bool(['relations', 'integrations'], 'Show the relations too')
    const storage = flags.bool(['storage'], 'Show the storages too')
    const utc = flags.bool(['utc'], 'Times in UTC')
    const color = flags.bool(['color'], 'Colour in the table')
    const noColor = flags.bool(['no-color'], 'No colour; there is none in data anyway')
    flags.int(['retry-count'], 'How often to ask again after a failure; the first answer is taken here', 3)
    flags.duration(['retry-delay'], 'How long to wait before asking again', 100)
    const format = flags.format(formats, 'tabular')
    return (filters) => {
      if (color.value && noColor.value) throw usageError('cannot mix --no-color and --color')
      return async (context) => {
        const client = await openModel(context, model)
        const state = await client.read()
        const table = format.kind.value === 'tabular'
        if (relations.value && !table) context.notice('provided relations option is always enabled in non tabular formats')
        if (storage.value && !table) context.notice('provided storage option is always enabled in non tabular formats')
        const view = statusView(state, {
          controller: controllerName,
          cloud: cloudName,
          version: jujuVersion,
          now: new Date(),
          utc: utc.value || ['true', '1'].includes(context.io.env.JUJU_STATUS_ISO_TIME ?? ''),
          relations: relations.value || !table,
          filters,
        })
        const lines = (): string => oneline(view)
        context.write(format, () => view, {
          tabular: () =>
            tabular(
              view,
              relations.value ? relationRows(state, filters) : undefined,
              storage.value ? shownStorages(state, filters) : undefined,
            ),
          short: lines,
          oneline: lines,
          line: lines,
          summary: () => summary(view),
        })
        if (!table) return
        if (!matches(state, filters)) context.notice(`Nothing matched specified filter${filters.length > 1 ? 's' : ''}.`)
        else if (filters.length === 0 && Object.keys(state.machines).length + Object.keys(state.applications).length === 0) {
          context.notice(`\nModel "${userName}/${state.name}" is empty.`)
          const why = context.io.env.LOCAL_JUJU_MACHINES === 'fake' ? undefined : await obstacle()
          if (why !== undefined) context.notice(`Nothing can be deployed to it: ${why}`)
        }
      }
    }
  },
}
