import { isIPv4 } from 'node:net'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, usageError } from '../errors.ts'

const isCidr = (word: string): boolean => {
  const [address = '', size = '', ...rest] = word.split('/')
  return isIPv4(address) && /^\d{1,2}$/.test(size) && Number(size) <= 32 && rest.length === 0
}

/** Adds a network space, and the subnet that it consists of. */
export const command: Command = {
  usage: 'add-space [options] <name> [<CIDR>]',
  summary: 'Adds a network space to the model.',
  details: `Makes a subnet of its own for the space: the /24 network that is named, or a free one. Machines that are made from then on have an interface
in it. Bind endpoints to it with "juju deploy --bind", or with the bindings of a bundle.`,
  examples: ['add-space public', 'add-space internal 10.231.99.0/24'],
  declare: (flags) => {
    const model = modelFlag(flags)
    return ([name, ...cidrs]) => {
      const refuse = (why: string): never => {
        throw usageError(`invalid arguments specified: ${why}`)
      }
      if (name === undefined) return refuse('space name is required')
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) refuse(`${JSON.stringify(name)} is not a valid space name`)
      for (const cidr of cidrs) if (!isCidr(cidr)) refuse(`${JSON.stringify(cidr)} is not a valid CIDR`)
      return async (context) => {
        if (cidrs.length > 1) throw new CliError(`cannot add space "${name}": local-juju has one subnet for each space`)
        const client = await openModel(context, model)
        const { cidr } = await client.ask('add-space', { name, cidr: cidrs[0] ?? null })
        context.notice(`added space ${JSON.stringify(name)} with subnets ${cidr}`)
      }
    }
  },
}
