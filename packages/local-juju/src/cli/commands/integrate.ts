import { isIP } from 'node:net'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { usageError } from '../errors.ts'
import { commaSeparated } from '../flags.ts'
import { checkSide } from '../relation-side.ts'

const checkCidr = (cidr: string): void => {
  const [address = '', bits = '', ...rest] = cidr.split('/')
  if (rest.length > 0 || isIP(address) === 0 || !/^\d+$/.test(bits)) throw usageError(`invalid CIDR address: ${cidr}`)
  if (cidr === '0.0.0.0/0' || cidr === '::/0') throw usageError(`CIDR ${JSON.stringify(cidr)} not allowed`)
}

/** Relates two applications. */
export const command: Command = {
  usage: 'integrate [options] <application>[:<endpoint>] <application>[:<endpoint>]',
  aliases: ['relate'],
  summary: 'Relates two applications.',
  details: `Endpoints may be left out where only one pair fits: the same interface, one side providing and the other requiring it.
If several pairs fit, the error lists them. Both sides run their relation hooks.`,
  examples: ['integrate web database', 'integrate web:db database:db'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const via = flags.list(['via'], 'Networks of the other side; no effect here: they are about relations between models', commaSeparated)
    return (words) => {
      const [left, right] = words
      if (left === undefined || right === undefined || words.length !== 2) throw usageError('an integration must involve two applications')
      checkSide(left)
      checkSide(right)
      via.value.forEach(checkCidr)
      return async (context) => {
        if (via.given) context.notice('--via has no effect here: there are no relations between models')
        await (await openModel(context, model)).ask('integrate', { sides: [left, right] })
      }
    }
  },
}
