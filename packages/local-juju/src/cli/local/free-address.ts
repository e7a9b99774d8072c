import type { Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import { modelFlag } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, noMoreWords } from '../errors.ts'
import { openLocalModel } from './open-local-model.ts'

/** The last octets that no machine is ever given. */
const RESERVED: readonly number[] = Array.from({ length: 50 }, (_, at) => 200 + at)

/** Finds the first reserved address that no option of the model names. */
const freeIn = (model: Frozen<Model>, cidr: string): string | undefined => {
  const options = JSON.stringify(Object.values(model.applications).map(({ config }) => config))
  const named = new Set(options.match(/\d+(\.\d+){3}/g))
  return RESERVED.map((octet) => cidr.replace(/\d+\/24$/, String(octet))).find((address) => !named.has(address))
}

/** Prints an address for a service that moves between machines. */
export const command: Command = {
  usage: 'free-address [options]',
  summary: 'Prints an address that no machine is given, such as for a VIP.',
  details: `Each subnet keeps .200 to .249 free for addresses that services hold and hand over. The one that is printed is the lowest that no option of an
application names; it answers from this host once a machine has taken it.`,
  examples: ['free-address', 'free-address --space public --model ha'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const space = flags.string(['space'], 'The network space whose subnet it is of', 'alpha')
    return (words) => {
      noMoreWords(words)
      return async (context) => {
        const client = await openLocalModel(context, model)
        const found = (await client.ask('spaces', {})).find(({ name }) => name === space.value)
        if (found === undefined) throw new CliError(`space ${JSON.stringify(space.value)} not found`)
        const address = freeIn(await client.read(), found.cidr)
        if (address === undefined) throw new CliError(`the options of the model name all 50 free addresses of ${found.cidr}`)
        context.out(`${address}\n`)
      }
    }
  },
}
