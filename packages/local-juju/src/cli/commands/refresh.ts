import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Api } from '../../controller/api/requests.ts'
import { defaultSpace } from '../../model/spaces.ts'
import type { Application } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, noMoreWords, usageError } from '../errors.ts'
import { isApplicationName } from '../names.ts'
import { configFlag, readConfigFlag, readResources, resourceFlag } from '../settings.ts'

/** Says of every endpoint in which space it is, as Juju does after a refresh. */
const bindingLines = (application: Frozen<Application>, { addedEndpoints, endpoints }: Api['refresh']['response']): readonly string[] => {
  const others = defaultSpace(application)
  const spaceOf = (endpoint: string): string => application.bindings[endpoint] ?? others
  const same = endpoints.filter((endpoint) => !addedEndpoints.includes(endpoint)).sort()
  return [
    ...[...addedEndpoints].sort().map((endpoint) => `adding endpoint "${endpoint}" to default space "${others}"`),
    ...[...new Set(same.map(spaceOf))].sort().map((space) => {
      const kept = same.filter((endpoint) => spaceOf(endpoint) === space)
      return `no change to endpoint${kept.length > 1 ? 's' : ''} in space "${space}": ${kept.join(', ')}`
    }),
  ]
}

/** Replaces the charm of an application by another file of the same charm. */
export const command: Command = {
  usage: 'refresh [options] <application>',
  summary: 'Gives an application a new version of its charm.',
  details: `The file has to hold a charm of the same name, which still has the endpoints that are related. Options that it no longer has are
dropped. Units run upgrade-charm, then config-changed; those in error wait, unless --force-units is given.`,
  examples: [
    'refresh web --path ./web.charm',
    'refresh web --path ./web.charm --config port=8080',
    'refresh web --path ./web.charm --force-units',
  ],
  declare: (flags) => {
    const model = modelFlag(flags)
    const path = flags.string(['path'], 'The charm file to take')
    const switchTo = flags.string(['switch'], 'Another charm, by name; refused, there is no charm store here')
    const revision = flags.int(['revision'], 'A revision of the store; refused, there is no charm store here', -1)
    const config = configFlag(flags)
    const trust = flags.bool(['trust'], 'Set the trust of the application anew')
    const resource = resourceFlag(flags)
    const forceUnits = flags.bool(['force-units'], 'Replace the charm of units in error too')
    const force = flags.bool(['force'], 'The same as --force-units')
    flags.ignored(['force-base'], 'bool', 'the base of an application stays')
    flags.ignored(['force-series'], 'bool', 'the base of an application stays')
    flags.ignored(['base'], 'text', 'the base of an application stays')
    flags.ignored(['channel'], 'text', 'charms here come from files, not from a store')
    flags.ignored(['storage'], 'text', 'units keep the storage that they have; add-storage gives more')
    return ([name, ...rest]) => {
      if (name === undefined) throw usageError('no application specified')
      if (!isApplicationName(name)) throw usageError(`invalid application name ${JSON.stringify(name)}`)
      noMoreWords(rest)
      if (switchTo.given && path.given) throw usageError('--switch and --path are mutually exclusive')
      if (switchTo.given && revision.given) throw usageError('--switch and --revision are mutually exclusive')
      if (path.given && revision.given) throw usageError('--path and --revision are mutually exclusive')
      return async (context) => {
        const { cwd } = context.io
        const client = await openModel(context, model)
        if (!(await client.read()).applications[name]) throw new CliError(`application ${JSON.stringify(name)} not found (not found)`)
        if (switchTo.given) throw new CliError('local-juju has no charm store: use --path')
        if (!path.given) throw new CliError('refreshing a local charm requires either --path or --switch')
        if (!existsSync(resolve(cwd, path.value))) throw new CliError(`${JSON.stringify(path.value)}: file does not exist`)
        const { set, yaml } = await readConfigFlag(config.value, name, cwd)
        const done = await client.ask('refresh', {
          application: name,
          path: resolve(cwd, path.value),
          shown: path.value,
          forceUnits: forceUnits.value || force.value,
          config: set,
          configYaml: yaml,
          trust: trust.given ? trust.value : null,
          resources: readResources(resource.value, cwd),
        })
        context.notice(`Added local charm "${done.name}", revision ${done.revision}, to the model`)
        const application = (await client.read()).applications[name]
        if (application) for (const line of bindingLines(application, done)) context.notice(line)
      }
    }
  },
}
