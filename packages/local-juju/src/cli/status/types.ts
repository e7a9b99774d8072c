// What `status` shows, in the shape of its JSON: the table and the other formats are made from the same data. Key order is Juju 3.6's.

import type { Struct } from '../data.ts'

/** A status with its moment, as every `*-status` key holds it. */
export type StatusInfo = {
  readonly current?: string | undefined
  readonly message?: string | undefined
  readonly reason?: string | undefined
  readonly since?: string | undefined
  readonly version?: string | undefined
  readonly life?: string | undefined
}

/** A base, such as debian 12. */
export type BaseView = { readonly name: string; readonly channel: string }

/** The model line. */
export type ModelView = {
  readonly name: string
  readonly type: 'iaas'
  readonly controller: string
  readonly cloud: string
  readonly region?: string | undefined
  readonly version: string
  readonly 'model-status': StatusInfo
  readonly sla?: string | undefined
}

/** One network interface of a machine. */
export type InterfaceView = {
  readonly 'ip-addresses': readonly string[]
  readonly 'mac-address': string
  readonly space?: string | undefined
  readonly 'is-up': boolean
}

/** One machine. */
export type MachineView = {
  readonly 'juju-status': StatusInfo
  readonly hostname?: string | undefined
  readonly 'dns-name'?: string | undefined
  readonly 'ip-addresses'?: readonly string[] | undefined
  readonly 'instance-id'?: string | undefined
  readonly 'machine-status': StatusInfo
  readonly 'modification-status': StatusInfo
  readonly base?: BaseView | undefined
  readonly 'network-interfaces'?: ReadonlyMap<string, InterfaceView> | undefined
  readonly constraints?: string | undefined
  readonly hardware?: string | undefined
}

/** One unit. */
export type UnitView = {
  readonly 'workload-status': StatusInfo
  readonly 'juju-status': StatusInfo
  readonly leader?: true | undefined
  readonly machine?: string | undefined
  readonly 'open-ports'?: readonly string[] | undefined
  readonly 'public-address'?: string | undefined
  readonly subordinates?: ReadonlyMap<string, UnitView> | undefined
}

/** One relation, under an endpoint of an application. */
export type RelationView = { readonly 'related-application': string; readonly interface: string; readonly scope: string }

/** One application. */
export type ApplicationView = {
  readonly charm: string
  readonly base?: BaseView | undefined
  readonly 'charm-origin': 'local'
  readonly 'charm-name': string
  readonly 'charm-rev': number
  readonly 'charm-version'?: string | undefined
  readonly exposed: boolean
  readonly life?: string | undefined
  readonly 'application-status': StatusInfo
  readonly relations?: ReadonlyMap<string, readonly RelationView[]> | undefined
  readonly 'subordinate-to'?: readonly string[] | undefined
  readonly units?: ReadonlyMap<string, UnitView> | undefined
  readonly version?: string | undefined
  readonly 'endpoint-bindings'?: ReadonlyMap<string, string> | undefined
}

/** Everything that `status --format json` writes. */
export type StatusView = {
  readonly model: ModelView
  readonly machines: ReadonlyMap<string, MachineView>
  readonly applications: ReadonlyMap<string, ApplicationView>
  readonly storage: Struct
  readonly controller: { readonly timestamp: string }
}

/** One line of the relations' table; not part of the JSON. */
export interface RelationRow {
  readonly provider: string
  readonly requirer: string
  readonly interface: string
  readonly type: 'regular' | 'peer' | 'subordinate'
  /** The status of the relation when it is not `joined`. */
  readonly message: string
}
