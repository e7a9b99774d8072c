/** Services of the real machine, asked of systemd over its socket; where that is not to be had, one `systemctl show` tells of all of them. */
import type { ServiceOnHost } from '../host.ts'
import { type Call, callSystemd, type Value } from './dbus/index.ts'
import { run } from './run.ts'

/** Asked of each service, by the interface that has them; their names, like those of `listed`, are also those of `systemctl show`. */
const properties: readonly (readonly [name: string, owner: 'Unit' | 'Service'])[] = [
  ['UnitFileState', 'Unit'],
  ['ActiveEnterTimestampMonotonic', 'Unit'],
  ['Result', 'Service'],
  ['NRestarts', 'Service'],
  ['ExecMainStatus', 'Service'],
  ['ExecMainStartTimestampMonotonic', 'Service'],
]

/** What one call tells of all services, after their names (org.freedesktop.systemd1, ListUnitsByNames). */
const listed = ['Description', 'LoadState', 'ActiveState', 'SubState']

/** systemd gives microseconds of the monotonic clock, which Node's hrtime reads too; files carry the time of day. */
const timeOfDay = (microseconds: number): number =>
  microseconds === 0 ? 0 : Date.now() - (Number(process.hrtime.bigint() / 1000n) - microseconds) / 1000

type Get = (property: string) => string

function serviceOf(get: Get): ServiceOnHost {
  const result = get('Result') === 'success' ? '' : get('Result')
  const status = get('ExecMainStatus')
  return {
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
  }
}

/** The name of a unit as a path of D-Bus: what is no letter or digit stands as its code. */
const objectPath = (unit: string): string =>
  `/org/freedesktop/systemd1/unit/${unit.replace(/^[0-9]|[^A-Za-z0-9]/g, (char) => `_${char.charCodeAt(0).toString(16).padStart(2, '0')}`)}`

/** Asks over the socket. Rejects where there is none, or nobody answers. */
export async function servicesBySocket(names: readonly string[]): Promise<ReadonlyMap<string, ServiceOnHost>> {
  const units = names.map((name) => `${name}.service`)
  const list: Call = {
    path: '/org/freedesktop/systemd1',
    interface: 'org.freedesktop.systemd1.Manager',
    member: 'ListUnitsByNames',
    args: [units],
  }
  const gets = units.flatMap((unit) =>
    properties.map(
      ([property, of]): Call => ({
        path: objectPath(unit),
        interface: 'org.freedesktop.DBus.Properties',
        member: 'Get',
        args: [`org.freedesktop.systemd1.${of}`, property],
      }),
    ),
  )
  const [told, ...answers] = await callSystemd('/run/systemd/private', [list, ...gets])
  const [rows] = told ?? []
  if (!Array.isArray(rows) || rows.length !== units.length) throw new Error('systemd does not list the units asked for')
  return new Map(
    names.map((name, at) => {
      const row: readonly Value[] = Array.isArray(rows[at]) ? rows[at] : []
      const own = answers.slice(at * properties.length).map((answer) => answer?.[0])
      const values = [...row.slice(1, 1 + listed.length), ...own]
      const keys = [...listed, ...properties.map(([property]) => property)]
      return [name, serviceOf((property) => String(values[keys.indexOf(property)] ?? ''))]
    }),
  )
}

/** Asks by a process. */
export async function servicesByProgram(names: readonly string[]): Promise<ReadonlyMap<string, ServiceOnHost>> {
  const wanted = [...listed, ...properties.map(([property]) => property)].join(',')
  const { stdout } = await run({ argv: ['systemctl', 'show', `--property=${wanted}`, '--', ...names.map((name) => `${name}.service`)] })
  const blocks = stdout.trim().split('\n\n')
  // Answers come in the order asked; an alias answers under the name of what it stands for.
  return new Map(
    names.flatMap((name, at) => {
      const block = blocks[at]
      if (block === undefined) return []
      const values = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
      return [[name, serviceOf((property) => values.get(property) ?? '')]]
    }),
  )
}

export const services = (names: readonly string[]): Promise<ReadonlyMap<string, ServiceOnHost>> =>
  servicesBySocket(names).catch(() => servicesByProgram(names))
