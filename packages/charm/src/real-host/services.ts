/** Services of the real machine: one `systemctl show` tells of all of them. */
import type { ServiceOnHost } from '../host.ts'
import { run } from './run.ts'

const properties = [
  'Id',
  'Description',
  'LoadState',
  'ActiveState',
  'SubState',
  'UnitFileState',
  'Result',
  'NRestarts',
  'ExecMainStatus',
  'ExecMainStartTimestampMonotonic',
  'ActiveEnterTimestampMonotonic',
]

/** systemd gives microseconds of the monotonic clock, which Node's hrtime reads too; files carry the time of day. */
const timeOfDay = (microseconds: number): number =>
  microseconds === 0 ? 0 : Date.now() - (Number(process.hrtime.bigint() / 1000n) - microseconds) / 1000

function parse(block: string): [string, ServiceOnHost] {
  const values = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
  const get = (name: string): string => values.get(name) ?? ''
  const result = get('Result') === 'success' ? '' : get('Result')
  const status = get('ExecMainStatus')
  return [
    get('Id').replace(/\.service$/, ''),
    {
      known: get('LoadState') === 'loaded' || get('LoadState') === 'masked',
      active: get('ActiveState') === 'active',
      enabled: ['enabled', 'enabled-runtime', 'static', 'alias', 'indirect', 'generated'].includes(get('UnitFileState')),
      masked: get('LoadState') === 'masked',
      description: get('Description'),
      substate: get('SubState'),
      restarts: Number(get('NRestarts')) || 0,
      since: timeOfDay(Number(get('ExecMainStartTimestampMonotonic')) || Number(get('ActiveEnterTimestampMonotonic'))),
      result:
        result === '' && status !== '0' && status !== '' ? `exit-code ${status}` : result === 'exit-code' ? `exit-code ${status}` : result,
    },
  ]
}

export async function services(names: readonly string[]): Promise<ReadonlyMap<string, ServiceOnHost>> {
  const { stdout } = await run({
    argv: ['systemctl', 'show', `--property=${properties.join(',')}`, '--', ...names.map((name) => `${name}.service`)],
  })
  const blocks = stdout.trim().split('\n\n')
  // Answers come in the order asked; an alias answers under the name of what it stands for.
  return new Map(
    names.flatMap((name, at) => {
      const block = blocks[at]
      return block ? [[name, parse(block)[1]] as const] : []
    }),
  )
}
