import type { Command } from '../command.ts'
import { grant } from '../secrets/grant.ts'

/** Lets applications read a secret of the operator. */
export const command: Command = {
  usage: 'grant-secret [options] <ID>|<name> <application>[,<application>...]',
  summary: 'Lets applications read a secret.',
  details: 'Units of the applications may then read the secret.',
  examples: ['grant-secret db-login web', 'grant-secret db-login web,worker'],
  declare: grant(false),
}
