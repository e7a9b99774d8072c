import type { Command } from '../command.ts'
import { grant } from '../secrets/grant.ts'

/** Takes the leave to read a secret away. */
export const command: Command = {
  usage: 'revoke-secret [options] <ID>|<name> <application>[,<application>...]',
  summary: 'No longer lets applications read a secret.',
  details: 'Units of the applications may no longer read the secret.',
  examples: ['revoke-secret db-login web', 'revoke-secret db-login web,worker'],
  declare: grant(true),
}
