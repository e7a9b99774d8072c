import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { noMoreWords, usageError } from '../errors.ts'

/** Gives applications leave to read a secret, or takes it away. */
export const grant =
  (revoke: boolean): Command['declare'] =>
  (flags) => {
    const model = modelFlag(flags)
    return ([secret, applications, ...rest]) => {
      if (secret === undefined || applications === undefined) throw usageError('missing secret URI or application name')
      noMoreWords(rest)
      return async (context) => {
        await (await openModel(context, model)).ask('grant-secret', { secret, applications: applications.split(','), revoke })
      }
    }
  }
