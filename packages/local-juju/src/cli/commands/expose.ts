// `juju expose`, `unexpose` and `trust`: kept with the application and shown; machines here have no firewall and no cloud.
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, noMoreWords, usageError } from '../errors.ts'
import { isApplicationName } from '../names.ts'

const takeName = ([name, ...rest]: readonly string[]): string => {
  if (name === undefined) throw usageError('no application name specified')
  if (!isApplicationName(name)) throw usageError(`invalid application name ${JSON.stringify(name)}`)
  noMoreWords(rest)
  return name
}

const asAWhole = (): CliError =>
  new CliError('local-juju exposes applications as a whole: leave --endpoints, --to-cidrs and --to-spaces out')

/** Marks an application as open to the world. */
export const expose: Command = (flags) => {
  const model = modelFlag(flags)
  const endpoints = flags.string(['endpoints'], 'Only these endpoints; refused, applications are exposed as a whole here')
  const cidrs = flags.string(['to-cidrs'], 'Only to these networks; refused, applications are exposed as a whole here')
  const spaces = flags.string(['to-spaces'], 'Only to these spaces; refused, applications are exposed as a whole here')
  return (words) => {
    const application = takeName(words)
    return async (context) => {
      if (endpoints.given || cidrs.given || spaces.given) throw asAWhole()
      await (await openModel(context, model)).ask('expose', { application, exposed: true })
    }
  }
}

/** Takes the mark of `expose` away. */
export const unexpose: Command = (flags) => {
  const model = modelFlag(flags)
  const endpoints = flags.string(['endpoints'], 'Only these endpoints; refused, applications are exposed as a whole here')
  return (words) => {
    const application = takeName(words)
    return async (context) => {
      if (endpoints.given) throw asAWhole()
      await (await openModel(context, model)).ask('expose', { application, exposed: false })
    }
  }
}

/** Trusts an application with the cloud's credentials, or no longer. */
export const trust: Command = (flags) => {
  const model = modelFlag(flags)
  const remove = flags.bool(['remove'], 'Trust the application no longer')
  flags.ignored(['scope'], 'text', 'it is about Kubernetes')
  return (words) => {
    const application = takeName(words)
    return async (context) => {
      const client = await openModel(context, model)
      // Juju asks for many applications at once here, and the error of one of many has no code behind it.
      if (!(await client.read()).applications[application]) throw new CliError(`application ${JSON.stringify(application)} not found`)
      await client.ask('trust', { application, trust: !remove.value })
    }
  }
}
