// `juju integrate` and `juju remove-relation`.
import { isIP } from 'node:net'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { usageError } from '../errors.ts'
import { commaSeparated } from '../flags.ts'
import { isApplicationName } from '../names.ts'

const checkSide = (word: string): void => {
  if (/^[^:]+(?::[^:]+)?$/.test(word) === false) throw usageError(`endpoint ${JSON.stringify(word)} not valid`)
  const [application = ''] = word.split(':')
  if (!isApplicationName(application)) throw usageError(`application name ${JSON.stringify(application)} not valid`)
}

const checkCidr = (cidr: string): void => {
  const [address = '', bits = '', ...rest] = cidr.split('/')
  if (rest.length > 0 || isIP(address) === 0 || !/^\d+$/.test(bits)) throw usageError(`invalid CIDR address: ${cidr}`)
  if (cidr === '0.0.0.0/0' || cidr === '::/0') throw usageError(`CIDR ${JSON.stringify(cidr)} not allowed`)
}

/** Relates two applications. */
export const integrate: Command = (flags) => {
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
}

/** Takes a relation out, by its two sides or by its number. */
export const removeRelation: Command = (flags) => {
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
}
