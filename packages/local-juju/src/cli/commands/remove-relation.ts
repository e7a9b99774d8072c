import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { usageError } from '../errors.ts'
import { checkSide } from '../relation-side.ts'

/** Takes a relation out, by its two sides or by its number. */
export const command: Command = {
  usage: 'remove-relation [options] <application1>[:<endpoint1>] <application2>[:<endpoint2>] | <relation-id>',
  summary: 'Ends the relation of two applications.',
  details:
    'The relation is named by its two sides, or by the number that a hook tool such as relation-ids shows. Both sides run departed and broken hooks.',
  examples: ['remove-relation web database', 'remove-relation web:db database:db', 'remove-relation 3 --force'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const force = flags.bool(['force'], 'End the relation without its hooks')
    return (words) => {
      const [left, right] = words
      if (left === undefined || words.length > 2) throw usageError('a relation must involve two applications')
      if (right === undefined) {
        if (!/^\d+$/.test(left)) throw usageError(`relation ID ${JSON.stringify(left)} not valid`)
      } else {
        checkSide(left)
        checkSide(right)
      }
      const relation = right === undefined ? { id: Number(left) } : { sides: [left, right] as [string, string] }
      return async (context) => {
        await (await openModel(context, model)).ask('remove-relation', { relation, force: force.value })
      }
    }
  },
}
