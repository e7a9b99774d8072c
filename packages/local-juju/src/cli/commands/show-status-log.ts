import type { StatusHistoryEntry } from '../../model/state.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, noMoreWords, usageError } from '../errors.ts'
import { isMachineId } from '../names.ts'
import { table } from '../table.ts'
import { statusTime } from '../times.ts'

/** The kinds of history that each `--type` shows. */
const types: Readonly<Record<string, readonly StatusHistoryEntry['kind'][]>> = {
  application: ['application'],
  'juju-unit': ['juju-unit'],
  workload: ['workload'],
  unit: ['juju-unit', 'workload'],
  machine: ['machine'],
  'juju-machine': ['machine'],
}

/** Shows the past statuses of a unit, an application or a machine. */
export const command: Command = {
  usage: 'show-status-log [options] <entity name>',
  summary: 'Shows past statuses.',
  details: `Takes a unit, an application or the number of a machine. The newest line is the last one. For a unit both its own status and that
of its agent are shown, unless --type names one of them.`,
  examples: ['show-status-log web/0', 'show-status-log web/0 --type workload -n 50', 'show-status-log web --days 1'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const type = flags.string(['type'], 'What kind of status: unit, juju-unit, workload, application, machine or juju-machine', 'unit')
    const count = flags.int(['n'], 'How many of the newest lines', 20)
    const days = flags.int(['days'], 'Instead of a number of lines, those of the last days', 0)
    const fromDate = flags.string(['from-date'], 'Instead of a number of lines, those since a date such as 2026-11-23')
    const utc = flags.bool(['utc'], 'Times in UTC')
    flags.ignored(['include-status-updates'], 'bool', 'what update-status changes is always there')
    const format = flags.format(['tabular', 'json', 'yaml'], 'tabular')
    return ([name, ...rest]) => {
      if (name === undefined) throw usageError('entity name is missing.')
      noMoreWords(rest)
      const kinds = types[type.value]
      if (!kinds) throw usageError(`unexpected status type ${JSON.stringify(type.value)}`)
      return async (context) => {
        const state = await (await openModel(context, model)).read()
        const entity = isMachineId(name) ? `machine-${name}` : name
        const known = state.units[name] ?? state.applications[name] ?? state.machines[name]
        if (!known) throw new CliError(`no status history available`)
        const kind = type.given ? kinds : isMachineId(name) ? ['machine'] : state.applications[name] ? ['application'] : kinds
        const since = days.given
          ? Date.now() - days.value * 86_400_000
          : fromDate.given
            ? Date.parse(fromDate.value)
            : Number.NEGATIVE_INFINITY
        const all = (state.statusHistory[entity] ?? [])
          .toSorted((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))
          .filter((entry) => kind.includes(entry.kind) && Date.parse(entry.since) >= since)
        const shown = days.given || fromDate.given ? all : all.slice(-count.value)
        const rows = shown.map((entry) => [statusTime(new Date(entry.since), utc.value), entry.kind, entry.status, entry.message])
        const data = shown.map((entry) => ({
          status: entry.status,
          message: entry.message || undefined,
          since: entry.since,
          type: entry.kind,
        }))
        context.write(format, () => data, { tabular: () => table([['Time', 'Type', 'Status', 'Message'], ...rows]) })
      }
    }
  },
}
