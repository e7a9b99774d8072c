/** The form of the recorded cases. */
import type { CloudSpec, ConfigValue, Json, WorldGoalState, WorldStatus } from '../../src/hook-tools/index.ts'

type Texts = Readonly<Record<string, string>>

export interface CaseRelation {
  readonly id: number
  readonly endpoint: string
  readonly role: string
  readonly remote_app: string
  readonly remote_endpoint?: string
  readonly remote_model_uuid?: string
  readonly remote_units?: readonly string[]
  readonly life?: 'alive' | 'dying' | 'dead'
  readonly suspended?: boolean
  readonly local_unit_bag?: Texts
  readonly local_app_bag?: Texts
  readonly bags?: Readonly<Record<string, Texts>>
  readonly read_errors?: Texts
}

export interface CaseSecret {
  readonly id: string
  readonly owner: 'application' | 'unit'
  readonly label?: string
  readonly description?: string
  readonly revision: number
  readonly rotate?: string
  readonly expire?: string
  readonly next_rotate?: string | null
  readonly content: Readonly<Record<string, Texts>>
  readonly tracked: number
  readonly access?: readonly { readonly Target: string; readonly Scope: string; readonly Role: string }[]
  readonly managed?: boolean
  readonly consumer_label?: string
}

interface CaseNetwork {
  readonly 'bind-addresses'?: readonly {
    readonly 'mac-address': string
    readonly 'interface-name': string
    readonly addresses: readonly { readonly hostname: string; readonly value: string; readonly cidr: string }[] | null
  }[]
  readonly 'ingress-addresses'?: readonly string[]
  readonly 'egress-subnets'?: readonly string[]
  readonly error?: { readonly message: string }
}

export interface CaseSetup {
  readonly unit: string
  readonly model_uuid: string
  readonly leader?: boolean
  readonly model_type?: string
  readonly hook?: { readonly relation?: number; readonly remote_unit?: string; readonly remote_app?: string; readonly storage?: string }
  readonly action?: { readonly name: string; readonly params: Json }
  readonly config?: Readonly<Record<string, ConfigValue>>
  readonly relations?: readonly CaseRelation[]
  readonly state?: Texts
  readonly status?: { readonly unit?: WorldStatus; readonly app?: WorldStatus; readonly units?: Readonly<Record<string, WorldStatus>> }
  readonly storage?: readonly {
    readonly id: string
    readonly kind: 'filesystem' | 'block'
    readonly location: string
    readonly not_provisioned?: boolean
  }[]
  readonly ports?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  readonly network?: Readonly<Record<string, CaseNetwork>>
  readonly goal_state?: WorldGoalState
  readonly cloud_spec?: CloudSpec
  readonly cloud_spec_error?: string
  readonly leader_settings?: Texts
  readonly private_address?: string
  readonly public_address?: string
  readonly secrets?: readonly CaseSecret[]
  readonly new_secret_ids?: readonly string[]
  readonly resources?: Readonly<Record<string, { readonly path: string; readonly content: string; readonly type?: string }>>
  readonly files?: Texts
  readonly pod_spec?: string
  readonly raw_spec?: string
}

export interface CaseCall {
  readonly tool: string
  readonly args: readonly string[]
  readonly stdin?: string
}

export interface Case extends CaseCall {
  readonly id: string
  readonly juju: readonly string[]
  readonly setup: CaseSetup
  readonly before?: readonly CaseCall[]
  readonly expect: {
    readonly code: number
    readonly stdout: string
    readonly stderr: string
    readonly stdin_read: boolean
    readonly rpc_error?: string
    readonly effects?: {
      readonly immediate?: readonly unknown[]
      readonly pending_at_commit?: unknown
      readonly action_result?: unknown
      readonly reboot?: unknown
    }
  }
}
