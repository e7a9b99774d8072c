import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { noMoreWords } from '../errors.ts'
import { ownerText, secretData } from '../secrets/data.ts'
import { table } from '../table.ts'
import { timeAgo } from '../times.ts'

/** Lists the secrets of the model. */
export const command: Command = {
  usage: 'secrets [options]',
  aliases: ['list-secrets'],
  summary: 'Lists the secrets.',
  details: 'Lists the secrets of operators and of charms, never their contents.',
  examples: ['secrets', 'secrets --owner application-web', 'secrets --format json'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const owner = flags.string(['owner'], 'Only secrets of this owner')
    const format = flags.format(['tabular', 'json', 'yaml'], 'tabular')
    return (words) => {
      noMoreWords(words)
      return async (context) => {
        const state = await (await openModel(context, model)).read()
        const now = new Date()
        const wanted = owner.value.replace(/^(?:application|unit|model)-/, '')
        const all = Object.values(state.secrets).filter((secret) => wanted === '' || wanted === ownerText(secret))
        const rows = all.map((secret) => {
          const name = secret.owner.kind === 'model' ? secret.label : ''
          return [secret.id, name || '-', ownerText(secret), secret.rotate, `${secret.latest}`, timeAgo(new Date(secret.updated), now)]
        })
        context.write(format, () => new Map(all.map((secret) => [secret.id, secretData(state, secret, undefined, false)])), {
          tabular: () => table([['ID', 'Name', 'Owner', 'Rotation', 'Revision', 'Last updated'], ...rows], { right: [4] }),
        })
      }
    }
  },
}
