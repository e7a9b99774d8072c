// `juju constraints` and `set-constraints`: kept with the application and shown.
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { readConstraints } from '../constraints.ts'
import { CliError, messageOf, noMoreWords, usageError } from '../errors.ts'
import { isApplicationName } from '../names.ts'

const takeName = (name: string | undefined): string => {
  if (name === undefined) throw usageError('no application name specified')
  if (!isApplicationName(name)) throw usageError(`invalid application name ${JSON.stringify(name)}`)
  return name
}

/** Writes sizes in mebibytes, as Juju does. */
const shown = (constraints: string): string =>
  constraints.replace(/\b(mem|root-disk)=(\d+(?:\.\d+)?)([GTP])\b/g, (_, name: string, size: string, unit: string) => {
    const factor = { G: 1024, T: 1024 ** 2, P: 1024 ** 3 }[unit] ?? 1
    return `${name}=${Math.ceil(Number(size) * factor)}M`
  })

/** Shows the constraints of an application. */
export const constraints: Command = (flags) => {
  const model = modelFlag(flags)
  return ([word, ...rest]) => {
    const name = takeName(word)
    noMoreWords(rest)
    return async (context) => {
      const application = (await (await openModel(context, model)).read()).applications[name]
      if (!application) throw new CliError(`application ${JSON.stringify(name)} not found`)
      context.out(application.constraints === '' ? '' : `${shown(application.constraints)}\n`)
    }
  }
}

/** Replaces the constraints of an application. */
export const setConstraints: Command = (flags) => {
  const model = modelFlag(flags)
  return ([word, ...rest]) => {
    const application = takeName(word)
    let text: string
    try {
      text = readConstraints(rest)
    } catch (error) {
      throw usageError(messageOf(error))
    }
    return async (context) => {
      await (await openModel(context, model)).ask('set-constraints', { application, constraints: text })
    }
  }
}
