import type { Api } from '../../controller/api/requests.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import type { Struct } from '../data.ts'
import { noMoreWords } from '../errors.ts'

type Space = Api['spaces']['response'][number]

const spaceData = ({ id, name, cidr }: Space): Struct => ({
  id: String(id),
  name,
  subnets: new Map([[cidr, { type: 'ipv4', status: 'in-use', zones: [] }]]),
})

/** Lays rows out as the library of this command does: all cells padded, and a row of blanks at the end. */
const padded = (rows: readonly (readonly string[])[]): string => {
  const all = [...rows, rows[0]?.map(() => '') ?? []]
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return all.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`).join('')
}

/** Lists the network spaces of the model. */
export const command: Command = {
  usage: 'spaces [options] [--short]',
  aliases: ['list-spaces'],
  summary: 'Lists the network spaces of the model with their subnets.',
  details: 'Each space has one subnet here. The space alpha is that of every endpoint that is not bound to another.',
  examples: ['spaces', 'spaces --short --format json'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const short = flags.bool(['short'], 'Names only')
    const format = flags.format(['tabular', 'json', 'yaml'], 'tabular')
    return (words) => {
      noMoreWords(words)
      return async (context) => {
        const spaces = await (await openModel(context, model)).ask('spaces', {})
        const names = spaces.map(({ name }) => name)
        const tabular = (): string =>
          short.value
            ? ['Space', ...names.toSorted()].map((line) => `${line}\n`).join('')
            : padded([['Name', 'Space ID', 'Subnets'], ...spaces.map(({ name, id, cidr }) => [name, String(id), cidr])])
        context.write(format, () => ({ spaces: short.value ? names : spaces.map(spaceData) }), { tabular })
      }
    }
  },
}
