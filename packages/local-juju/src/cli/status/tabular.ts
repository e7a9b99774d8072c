// The table of `status`.
import type { StorageInstance } from '../../model/storage.ts'
import type { Frozen } from '../../model/values.ts'
import { compareNatural, sortNatural } from '../natural.ts'
import { storageRows } from '../storage/view.ts'
import { table } from '../table.ts'
import { portsCell } from './ports.ts'
import type { ApplicationView, MachineView, RelationRow, StatusInfo, StatusView, UnitView } from './types.ts'

const cut = (message: string): string => (message.length > 120 ? `${message.slice(0, 117)}...` : message)

const versionCell = (version: string | undefined): string => {
  const line = (version ?? '').split('\n')[0] ?? ''
  return line.length > 15 ? `${line.slice(0, 12)}...` : line
}

const sorted = <T>(map: ReadonlyMap<string, T> | undefined): readonly (readonly [string, T])[] =>
  [...(map ?? [])].sort(([a], [b]) => compareNatural(a, b))

/** All units of an application by name: its own, and for a subordinate those under their principals. */
const unitsOf = (view: StatusView, name: string): readonly UnitView[] => {
  const own = [...(view.applications.get(name)?.units?.values() ?? [])]
  if (own.length > 0) return own
  const all = [...view.applications.values()].flatMap((application) => [...(application.units?.values() ?? [])])
  return all.flatMap((unit) => [...(unit.subordinates ?? [])].filter(([unitName]) => unitName.startsWith(`${name}/`)).map(([, sub]) => sub))
}

const scaleCell = (units: readonly UnitView[]): string => {
  const good = units.filter((unit) => ['idle', 'executing', 'running'].includes(unit['juju-status'].current ?? '')).length
  return good === units.length ? String(good) : `${good}/${units.length}`
}

const message = (info: StatusInfo): string => cut(info.message ?? '')

const applicationRow = (view: StatusView, name: string, application: ApplicationView): readonly string[] => [
  name,
  versionCell(application.version),
  application['application-status'].current ?? '',
  scaleCell(unitsOf(view, name)),
  application['charm-name'],
  '',
  String(application['charm-rev']),
  application.exposed ? 'yes' : 'no',
  message(application['application-status']),
]

/** The running hook or action as it stands before the message: `(config-changed) `. */
const running = (agent: StatusInfo): string => {
  if (agent.current !== 'executing') return ''
  const [, what] = /^running (?:action )?(\S+)/.exec(agent.message ?? '') ?? []
  return what === undefined ? '' : `(${what}) `
}

const unitRows = (name: string, unit: UnitView, depth: number): readonly (readonly string[])[] => {
  const agent = unit['juju-status']
  const workload = unit['workload-status']
  const text = workload.message || (agent.current === 'allocating' ? agent.message : '')
  const row = [
    `${' '.repeat(depth * 2)}${name}${unit.leader ? '*' : ''}`,
    workload.current ?? '',
    agent.current ?? '',
    depth === 0 ? (unit.machine ?? '') : '',
    unit['public-address'] ?? '',
    portsCell(unit['open-ports'] ?? []),
    cut(`${running(agent)}${text ?? ''}`),
  ]
  return [row, ...sorted(unit.subordinates).flatMap(([subordinate, inner]) => unitRows(subordinate, inner, depth + 1))]
}

const machineRow = (id: string, machine: MachineView): readonly string[] => [
  id,
  machine['juju-status'].current ?? '',
  machine['dns-name'] ?? '',
  machine['instance-id'] ?? '',
  machine.base ? `${machine.base.name}@${machine.base.channel}` : '',
  '',
  message(machine['machine-status']),
]

const machineHeader = ['Machine', 'State', 'Address', 'Inst id', 'Base', 'AZ', 'Message']

/** Writes the machines' section alone, as `juju machines` does. */
export const machinesTable = (view: StatusView): string =>
  table([machineHeader, ...sorted(view.machines).map(([id, machine]) => machineRow(id, machine))])

/** Writes the table of `status`; the sections of relations and storages only if they are given. */
export const tabular = (
  view: StatusView,
  relations: readonly RelationRow[] | undefined,
  storages: readonly Frozen<StorageInstance>[] = [],
): string => {
  const { model } = view
  const cloud = model.region ? `${model.cloud}/${model.region}` : model.cloud
  const sla = model.sla === undefined ? { head: [], cell: [] } : { head: ['SLA'], cell: [model.sla] }
  const sections = [
    table([
      ['Model', 'Controller', 'Cloud/Region', 'Version', ...sla.head, 'Timestamp'],
      [model.name, model.controller, cloud, model.version, ...sla.cell, view.controller.timestamp],
    ]),
  ]
  const applications = sorted(view.applications)
  if (applications.length > 0) {
    const header = ['App', 'Version', 'Status', 'Scale', 'Charm', 'Channel', 'Rev', 'Exposed', 'Message']
    const rows = applications.map(([name, application]) => applicationRow(view, name, application))
    sections.push(table([header, ...rows], { right: [3, 6] }))
  }
  const units = applications.flatMap(([, application]) => sorted(application.units).flatMap(([name, unit]) => unitRows(name, unit, 0)))
  if (units.length > 0) sections.push(table([['Unit', 'Workload', 'Agent', 'Machine', 'Public address', 'Ports', 'Message'], ...units]))
  if (view.machines.size > 0) sections.push(machinesTable(view))
  if (relations && relations.length > 0) {
    const rows = [...relations].sort((a, b) => compareNatural(a.provider, b.provider) || compareNatural(a.requirer, b.requirer))
    const cells = rows.map((row) => [row.provider, row.requirer, row.interface, row.type, row.message])
    sections.push(table([['Integration provider', 'Requirer', 'Interface', 'Type', 'Message'], ...cells]))
  }
  if (storages.length > 0) sections.push(table(storageRows(storages, true)))
  return sections.join('\n')
}

const onelineUnit = (name: string, unit: UnitView, depth: number): string => {
  const ports = portsCell(unit['open-ports'] ?? [])
  const states = `(agent:${unit['juju-status'].current}, workload:${unit['workload-status'].current})`
  const line = `${' '.repeat(depth * 2)}- ${name}: ${unit['public-address'] ?? ''} ${states}${ports === '' ? '' : ` ${ports}`}\n`
  return (
    line +
    sorted(unit.subordinates)
      .map(([inner, subordinate]) => onelineUnit(inner, subordinate, depth + 1))
      .join('')
  )
}

/** Writes one line per unit: `status --format short`, also called `oneline` and `line`. */
export const oneline = (view: StatusView): string =>
  sorted(view.applications)
    .flatMap(([, application]) => sorted(application.units).map(([name, unit]) => onelineUnit(name, unit, 0)))
    .join('')

const counted = (states: readonly string[]): readonly (readonly [string, number])[] =>
  sortNatural(new Set(states)).map((state) => [state, states.filter((other) => other === state).length])

/** The address with the mask of its class, which is what Juju takes for the subnet here. */
const subnet = (address: string): string => {
  const [bare = ''] = address.split('/')
  const first = Number(bare.split('.')[0])
  return `${bare}/${first < 128 ? 8 : first < 192 ? 16 : 24}`
}

/** Writes the counts of machines, units and applications by state: `status --format summary`. */
export const summary = (view: StatusView): string => {
  const applications = sorted(view.applications)
  const withSubordinates = (unit: UnitView): readonly UnitView[] => [unit, ...(unit.subordinates?.values() ?? [])]
  const units = applications.flatMap(([, application]) => [...(application.units?.values() ?? [])]).flatMap(withSubordinates)
  const machines = [...view.machines.values()]
  const addresses = machines.flatMap((machine) =>
    [...(machine['network-interfaces']?.values() ?? [])].flatMap((face) => face['ip-addresses']),
  )
  const ports = [...new Set(units.flatMap((unit) => unit['open-ports'] ?? []))]
  const rows: (readonly [string, string, string])[] = [
    ['Running on subnets:', [...new Set(addresses.map(subnet))].join(', '), ''],
    ['Utilizing ports:', portsCell(ports).replaceAll(' ', ', '), ''],
    ['# Machines:', `(${machines.length})`, ''],
    ...counted(machines.map((machine) => machine['juju-status'].current ?? '')).map(([state, n]) => [`${state}:`, `${n}`, ''] as const),
    ['', '', ''],
    ['# Units:', `(${units.length})`, ''],
    ...counted(units.map((unit) => unit['workload-status'].current ?? '')).map(([state, n]) => [`${state}:`, `${n}`, ''] as const),
    ['', '', ''],
    ['# Applications:', `(${applications.length})`, ''],
    ...applications.map(([name, application]) => [name, `${application.exposed ? 1 : 0}/1`, 'exposed'] as const),
    ['', '', ''],
    ['# Remote:', '(0)', ''],
  ]
  const wide = Math.max(...rows.map(([label]) => label.length))
  return rows.map(([label, value, extra]) => `${`${label.padStart(wide)}  ${value}  ${extra}`.trimEnd()}\n`).join('')
}
