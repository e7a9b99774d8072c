import { takeApplication } from '../applications.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, noMoreWords } from '../errors.ts'

/** Trusts an application with the cloud's credentials, or no longer. */
export const command: Command = {
  usage: 'trust [options] <application name>',
  summary: "Marks an application as trusted with the cloud's credentials.",
  details: 'The mark lets the charm ask for cloud credentials. It is kept and shown; there is no cloud here to give any.',
  examples: ['trust web', 'trust web --remove'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const remove = flags.bool(['remove'], 'Trust the application no longer')
    flags.ignored(['scope'], 'text', 'it is about Kubernetes')
    return ([word, ...rest]) => {
      const application = takeApplication(word)
      noMoreWords(rest)
      return async (context) => {
        const client = await openModel(context, model)
        // Juju makes this request for many applications at once, and then prints an application's error without a code.
        if (!(await client.read()).applications[application]) throw new CliError(`application ${JSON.stringify(application)} not found`)
        await client.ask('trust', { application, trust: !remove.value })
      }
    }
  },
}
