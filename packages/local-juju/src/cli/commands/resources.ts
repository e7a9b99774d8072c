import { modelFlag, openModel, userName } from '../client.ts'
import type { Command } from '../command.ts'
import type { Struct } from '../data.ts'
import { CliError, noMoreWords, usageError } from '../errors.ts'
import { table } from '../table.ts'

/** Shows the files that an application has for its charm's resources. */
export const command: Command = {
  usage: 'resources [options] <application or unit>',
  aliases: ['list-resources'],
  summary: 'Shows the files an application has for its resources.',
  details: 'Shows which files an application has for the resources that its charm declares.',
  examples: ['resources web', 'resources web --format json'],
  declare: (flags) => {
    const model = modelFlag(flags)
    flags.ignored(['details'], 'bool', 'units have the resources of their application')
    const format = flags.format(['tabular', 'json', 'yaml'], 'tabular')
    return ([name, ...rest]) => {
      if (name === undefined) throw usageError('missing application or unit name')
      noMoreWords(rest)
      return async (context) => {
        const state = await (await openModel(context, model)).read()
        const application = state.applications[name.split('/')[0] ?? '']
        if (!application) throw new CliError(`application ${JSON.stringify(name)} not found`)
        const declared = state.charms[application.charm]?.resources ?? {}
        const all = Object.entries(application.resources).sort(([a], [b]) => (a < b ? -1 : 1))
        if (all.length === 0) return context.notice('No resources to display.')
        const rows = all.map(([resource, { path, uploaded }]) => [
          resource,
          path === null ? '' : userName,
          uploaded === null ? '-' : uploaded.slice(0, 16),
        ])
        const data = all.map(
          ([resource, { path, revision, uploaded }]): Struct => ({
            applicationId: application.name,
            name: resource,
            type: declared[resource]?.type ?? 'file',
            path: declared[resource]?.filename,
            description: declared[resource]?.description,
            revision: `${revision}`,
            origin: 'upload',
            used: path !== null,
            timestamp: uploaded ?? undefined,
            username: path === null ? undefined : userName,
          }),
        )
        context.write(format, () => ({ resources: data }), { tabular: () => table([['Resource', 'Supplied by', 'Revision'], ...rows]) })
      }
    }
  },
}
