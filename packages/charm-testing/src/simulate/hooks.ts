/** Hooks of a simulated unit, and the environment in which Juju would start the charm for each. */
import type { Environment } from '@charm-layers/charm/ports'
import { modelUuid } from '../juju.ts'
import type { AppState, Hook, RelationState, UnitState } from './state.ts'

/** Makes a hook that is about the unit alone. */
export const plain = (name: string): Hook => ({ name, kind: 'plain' })

/** Gives the own endpoint in a relation. */
export const endpointOf = (unit: UnitState, { ends }: RelationState): string => ends.find(({ app }) => app === unit.app)?.endpoint ?? ''

/** Gives the application at the other end; for peers, the own one. */
export const remoteOf = (unit: UnitState, { ends }: RelationState): AppState | undefined =>
  (ends.find(({ app }) => app !== unit.app) ?? ends[0])?.app

/** Makes a hook of a relation. */
export const about = (
  self: UnitState,
  relation: RelationState,
  kind: Exclude<Hook['kind'], 'plain' | 'secret'>,
  more: Pick<Hook, 'unit' | 'departing'> = {},
): Hook => ({ name: `${endpointOf(self, relation)}-relation-${kind}`, kind, relation, ...more })

/** Gives the id of a relation as this unit knows it, such as `shared-db:3`. */
export const relationIdOf = (unit: UnitState, relation: RelationState): string => `${endpointOf(unit, relation)}:${relation.id}`

/** Gives the environment of a hook. */
export const environmentOf = (self: UnitState, hook: Hook): Environment => ({
  JUJU_UNIT_NAME: self.name,
  JUJU_MODEL_NAME: self.identity.modelName,
  JUJU_MODEL_UUID: modelUuid,
  JUJU_VERSION: self.identity.jujuVersion,
  JUJU_CHARM_DIR: self.identity.charmDir,
  JUJU_DISPATCH_PATH: `hooks/${hook.name}`,
  ...(hook.relation
    ? {
        JUJU_RELATION: endpointOf(self, hook.relation),
        JUJU_RELATION_ID: relationIdOf(self, hook.relation),
        JUJU_REMOTE_APP: remoteOf(self, hook.relation)?.name ?? '',
        JUJU_REMOTE_UNIT: hook.unit?.name ?? '',
        ...(hook.departing ? { JUJU_DEPARTING_UNIT: hook.departing.name } : {}),
      }
    : {}),
  ...(hook.secret === undefined ? {} : { JUJU_SECRET_ID: hook.secret, JUJU_SECRET_LABEL: '' }),
})

/** Says what a hook is about, for a trace. */
export const textOf = ({ name, unit, kind }: Hook): string =>
  unit ? `${name} (${unit.name})` : kind === 'changed' ? `${name} (application)` : name
