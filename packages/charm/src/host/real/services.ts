/** Services of the real machine. systemd is asked over its socket; where that cannot be used, by one `systemctl show` for all of them. */
import { type Host, MachineFault, type ServiceOnHost } from '../host.ts'
import { type Call, callSystemd, silent, type Value } from './dbus/index.ts'
import { run } from './run.ts'

type Property = readonly [name: string, owner: 'Unit' | 'Service']

/** The properties that one call gives for all services, after their names (org.freedesktop.systemd1, ListUnitsByNames). */
const listed = ['Description', 'LoadState', 'ActiveState', 'SubState']
/** Properties to ask of each service. `systemctl show` has them under the same names. */
const always: readonly Property[] = [
  ['UnitFileState', 'Unit'],
  ['ExecMainStartTimestamp', 'Service'],
  ['ExecMainStartTimestampMonotonic', 'Service'],
]
/** Properties to ask only of services that do not run, or not for long: every question costs each hook time. */
const ofUnsettled: readonly Property[] = [
  ['ActiveEnterTimestamp', 'Unit'],
  ['ActiveEnterTimestampMonotonic', 'Unit'],
  ['Result', 'Service'],
  ['NRestarts', 'Service'],
  ['ExecMainStatus', 'Service'],
]

/** A service that has run for more milliseconds than this is settled: how often it was started before does not matter any more. */
const settledAfter = 60_000

/** Gives how many milliseconds ago something was, by systemd's time of it: microseconds of the monotonic clock, which nobody can set. */
const ageOf = (microseconds: number): number =>
  microseconds === 0 ? 0 : Math.max(0, Number(process.hrtime.bigint() / 1000n) - microseconds) / 1000

type Values = ReadonlyMap<string, string>

const isSettled = (values: Values): boolean => {
  const started = Number(values.get('ExecMainStartTimestampMonotonic'))
  return values.get('ActiveState') === 'active' && started > 0 && ageOf(started) > settledAfter
}

function serviceOf(values: Values): ServiceOnHost {
  const get = (property: string): string => values.get(property) ?? ''
  const result = get('Result') === 'success' ? '' : get('Result')
  const status = get('ExecMainStatus')
  return {
    known: get('LoadState') === 'loaded' || get('LoadState') === 'masked',
    active: get('ActiveState') === 'active',
    enabled: ['enabled', 'enabled-runtime', 'static', 'alias', 'indirect', 'generated'].includes(get('UnitFileState')),
    masked: get('LoadState') === 'masked',
    description: get('Description'),
    substate: get('SubState'),
    restarts: isSettled(values) ? 0 : Number(get('NRestarts')) || 0,
    // Microseconds since 1970, as systemd noted them then. To work them out from how long ago it was would move them with the clock.
    since: (Number(get('ExecMainStartTimestamp')) || Number(get('ActiveEnterTimestamp'))) / 1000,
    age: ageOf(Number(get('ExecMainStartTimestampMonotonic')) || Number(get('ActiveEnterTimestampMonotonic'))),
    result:
      result === '' && status !== '0' && status !== '' ? `exit-code ${status}` : result === 'exit-code' ? `exit-code ${status}` : result,
  }
}

/** Gives the D-Bus path of a systemd unit: a character that is no letter or digit is written as its code. */
const objectPath = (unit: string): string =>
  `/org/freedesktop/systemd1/unit/${unit.replace(/^[0-9]|[^A-Za-z0-9]/g, (char) => `_${char.charCodeAt(0).toString(16).padStart(2, '0')}`)}`

const socket = '/run/systemd/private'
const unitOf = (name: string): string => `${name}.service`

const list = (names: readonly string[]): Call => ({
  path: '/org/freedesktop/systemd1',
  interface: 'org.freedesktop.systemd1.Manager',
  member: 'ListUnitsByNames',
  args: [names.map(unitOf)],
})

const gets = (names: readonly string[], properties: readonly Property[]): readonly Call[] =>
  names.flatMap((name) =>
    properties.map(([property, of]) => ({
      path: objectPath(unitOf(name)),
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      args: [`org.freedesktop.systemd1.${of}`, property],
    })),
  )

type Answers = Awaited<ReturnType<typeof callSystemd>>

/** Adds the answers to `gets` to what is known of each service. */
const note = (
  known: ReadonlyMap<string, Map<string, string>>,
  names: readonly string[],
  properties: readonly Property[],
  answers: Answers,
): void => {
  names.forEach((name, row) => {
    properties.forEach(([property], at) => {
      known.get(name)?.set(property, String(answers[row * properties.length + at]?.[0] ?? ''))
    })
  })
}

/**
 * Asks systemd over its socket.
 * @throws Error when there is no socket, or when systemd does not answer.
 */
export async function servicesBySocket(names: readonly string[]): Promise<ReadonlyMap<string, ServiceOnHost>> {
  const [told, ...answers] = await callSystemd(socket, [list(names), ...gets(names, always)])
  const [rows] = told ?? []
  if (!Array.isArray(rows) || rows.length !== names.length) throw new Error('systemd does not list the units asked for')
  const known = new Map(
    names.map((name, at) => {
      const row: readonly Value[] = Array.isArray(rows[at]) ? rows[at] : []
      return [name, new Map(listed.map((property, place) => [property, String(row[place + 1] ?? '')]))]
    }),
  )
  note(known, names, always, answers)
  const unsettled = names.filter((name) => !isSettled(known.get(name) ?? new Map()))
  if (unsettled.length > 0) note(known, unsettled, ofUnsettled, await callSystemd(socket, gets(unsettled, ofUnsettled)))
  return new Map([...known].map(([name, values]) => [name, serviceOf(values)]))
}

/** How many seconds systemctl may take to answer a question. */
const toAsk = 20

/** Turns a time of `systemctl show`, such as `Sat 2026-11-28 08:30:06.123456 UTC`, into microseconds since 1970. */
function microseconds(text: string): string {
  const [, day, time, fraction] = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\.(\d{6}) UTC$/.exec(text) ?? []
  return day === undefined ? text : String(Date.parse(`${day}T${time}Z`) * 1000 + Number(fraction))
}

/**
 * Asks systemd by starting systemctl.
 * @throws MachineFault when systemd does not answer.
 */
export async function servicesByProgram(names: readonly string[]): Promise<ReadonlyMap<string, ServiceOnHost>> {
  const wanted = [...listed, ...[...always, ...ofUnsettled].map(([property]) => property)].join(',')
  const argv = ['systemctl', 'show', '--timestamp=us+utc', `--property=${wanted}`, '--', ...names.map(unitOf)]
  const { code, stdout, stderr } = await run({ argv, seconds: toAsk })
  const blocks = stdout.trim() === '' ? [] : stdout.trim().split('\n\n')
  if (code !== 0 || blocks.length !== names.length)
    throw new MachineFault(`systemd does not answer: ${stderr.trim().split('\n').at(-1) || `systemctl ended with ${code}`}`)
  // systemctl answers in the order asked. The names in the answers do not help: an alias answers under the name of the unit it stands for.
  return new Map(
    names.map((name, at) => {
      const lines = (blocks[at] ?? '').split('\n')
      const values = lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const)
      return [name, serviceOf(new Map(values.map(([key, value]) => [key, key.endsWith('Timestamp') ? microseconds(value) : value])))]
    }),
  )
}

/** CLD_EXITED, the kernel's code for a program that ended by itself. */
const exited = 1

/** Gives when a command of ExecReload was started; 0 when it did not end well (org.freedesktop.systemd1, exec command status). */
const reloadOf = (command: Value): number => {
  const [started, code, status] = Array.isArray(command) ? [command[3], command[8], command[9]] : []
  const wentWell = code === exited && status === 0
  return wentWell && typeof started === 'number' ? started / 1000 : 0
}

/** Makes the part of the host that looks at services. A socket on which nobody answers is waited for once in a hook. */
export function realServices(): Pick<Host, 'services' | 'lastReload'> {
  let isSilent = false
  const orElse = <T>(ask: () => Promise<T>, other: () => Promise<T>): Promise<T> => {
    if (isSilent) return other()
    return ask().catch((error: unknown) => {
      isSilent = error instanceof Error && error.message === silent
      return other()
    })
  }
  return {
    services: (names) =>
      orElse(
        () => servicesBySocket(names),
        () => servicesByProgram(names),
      ),
    lastReload: (name) =>
      orElse(
        () => reloadBySocket(name),
        async () => 0,
      ),
  }
}

/**
 * Gives when a service last reloaded well, which is when the first command of its ExecReload was started; 0 when that is not known. systemd
 * forgets it when it loads its own configuration again. The service is then reloaded once more than needed, which does no harm.
 */
async function reloadBySocket(name: string): Promise<number> {
  const [answer] = await callSystemd(socket, gets([name], [['ExecReload', 'Service']]))
  const [commands] = answer ?? []
  return Array.isArray(commands) && commands.length > 0 ? Math.min(...commands.map(reloadOf)) : 0
}
