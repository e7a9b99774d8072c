import { sidesOf } from '../../model/lookup.ts'
import type { Relation } from '../../model/relation.ts'
import type { Model } from '../../model/state.ts'
import { containerIn } from '../../model/subordinates.ts'
import type { Unit } from '../../model/unit.ts'
import type { Frozen } from '../../model/values.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { type DataMap, mapOf, type Struct } from '../data.ts'
import { CliError, usageError } from '../errors.ts'
import { isUnitName } from '../names.ts'
import { sortNatural } from '../natural.ts'
import { openPorts } from '../status/ports.ts'
import { publicAddress } from '../status/view.ts'

type M = Frozen<Model>

/** Which relations and which data are asked for. */
interface Wanted {
  readonly endpoint: string
  readonly relatedUnit: string
  readonly applicationOnly: boolean
}

const relationInfo = (relation: Frozen<Relation>, unit: Frozen<Unit>, { relatedUnit, applicationOnly }: Wanted): Struct => {
  const { own, remote } = sidesOf(relation, unit.application)
  const peer = own === remote
  const container = containerIn(relation, unit)
  const others = sortNatural(Object.keys(relation.units)).filter((name) => {
    const side = relation.units[name]
    return name !== unit.name && side?.inScope === true && side.application === remote.application && side.container === container
  })
  const shown = relatedUnit === '' ? others : others.filter((name) => name === relatedUnit)
  const bag = (name: string): Struct => ({ 'in-scope': true, data: mapOf(relation.units[name]?.bag.values ?? {}) })
  const mine = relation.units[unit.name]
  const local: Struct = peer && mine?.inScope ? { 'in-scope': true, data: mapOf(mine.bag.values) } : { 'in-scope': false, data: null }
  const related: DataMap | undefined = shown.length > 0 ? new Map(shown.map((name) => [name, bag(name)])) : undefined
  return {
    'relation-id': relation.id,
    endpoint: own.name,
    'related-endpoint': remote.name,
    'application-data': mapOf(relation.applications[remote.application]?.values ?? {}),
    'local-unit': applicationOnly ? undefined : local,
    'related-units': applicationOnly ? undefined : related,
  }
}

const unitInfo = (model: M, unit: Frozen<Unit>, wanted: Wanted): Struct => {
  const relations = Object.values(model.relations)
    .filter((relation) => {
      const own = relation.endpoints.find((endpoint) => endpoint.application === unit.application)
      return own !== undefined && (wanted.endpoint === '' || wanted.endpoint === own.name) && unit.name in relation.units
    })
    .sort((a, b) => a.id - b.id)
  const application = model.applications[unit.application]
  return {
    'workload-version': unit.workloadVersion || undefined,
    machine: unit.machine,
    'opened-ports': openPorts(unit.ports),
    'public-address': publicAddress(model.machines[unit.machine]),
    charm: application?.charm ?? '',
    leader: application?.leader === unit.name,
    life: unit.life,
    'relation-info': relations.length === 0 ? undefined : relations.map((relation) => relationInfo(relation, unit, wanted)),
  }
}

/** Makes what YAML shows: a local unit without data is left out there. */
const forYaml = (info: Struct): Struct => {
  const relations = info['relation-info']
  if (!Array.isArray(relations)) return info
  const without = (relation: Struct): Struct => {
    const local = relation['local-unit'] as Struct | undefined
    return local?.data === null ? { ...relation, 'local-unit': undefined } : relation
  }
  return { ...info, 'relation-info': (relations as readonly Struct[]).map(without) }
}

/** Shows units with the databags of their relations. */
export const command: Command = {
  usage: 'show-unit [options] <unit name>',
  summary: 'Shows units in detail, with the data of their relations.',
  details: `Shows the machine, ports and addresses of a unit, and the data of each of its relations: that of the application, that of the units on
the other side. The unit's own data is not shown in full, as with Juju: ask relation-get in juju exec.`,
  examples: ['show-unit web/0', 'show-unit web/0 --endpoint db --format json', 'show-unit web/0 --related-unit database/0'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const endpoint = flags.string(['endpoint'], 'Only relations of this endpoint')
    const relatedUnit = flags.string(['related-unit'], 'Only the data of this unit on the other side')
    const applicationOnly = flags.bool(['app'], 'Only the data of the applications, not of the units')
    const format = flags.format(['yaml', 'json', 'smart'], 'yaml')
    return (units) => {
      if (units.length === 0) throw usageError('an unit name must be supplied')
      const wrong = units.filter((unit) => !isUnitName(unit))
      if (wrong.length > 0) throw usageError(`unit name${wrong.length > 1 ? 's' : ''} ${wrong.join(', ')} not valid`)
      return async (context) => {
        const state = await (await openModel(context, model)).read()
        const wanted = { endpoint: endpoint.value, relatedUnit: relatedUnit.value, applicationOnly: applicationOnly.value }
        const shown = units.map((name): [string, Struct] => {
          const unit = state.units[name]
          if (!unit) throw new CliError(`unit ${JSON.stringify(name)} not found`)
          const info = unitInfo(state, unit, wanted)
          return [name, format.kind.value === 'json' ? info : forYaml(info)]
        })
        context.write(format, () => new Map(shown))
      }
    }
  },
}
