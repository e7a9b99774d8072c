import { takeApplication } from '../applications.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, noMoreWords } from '../errors.ts'

/** Writes sizes in mebibytes, as Juju does. */
const shown = (constraints: string): string =>
  constraints.replace(/\b(mem|root-disk)=(\d+(?:\.\d+)?)([GTP])\b/g, (_, name: string, size: string, unit: string) => {
    const factor = { G: 1024, T: 1024 ** 2, P: 1024 ** 3 }[unit] ?? 1
    return `${name}=${Math.ceil(Number(size) * factor)}M`
  })

/** Shows the constraints of an application. */
export const command: Command = {
  usage: 'constraints [options] <application>',
  summary: "Shows an application's constraints.",
  details: 'Constraints are kept with the application and change nothing: machines have what this host has.',
  examples: ['constraints web', 'constraints -m other web'],
  declare: (flags) => {
    const model = modelFlag(flags)
    return ([word, ...rest]) => {
      const name = takeApplication(word)
      noMoreWords(rest)
      return async (context) => {
        const application = (await (await openModel(context, model)).read()).applications[name]
        if (!application) throw new CliError(`application ${JSON.stringify(name)} not found`)
        context.out(application.constraints === '' ? '' : `${shown(application.constraints)}\n`)
      }
    }
  },
}
