// A certificate authority for the tests of the other stand-ins, whose certificates openssl makes.
import type { Relation, State } from '@charm-layers/charm-testing'
import { issue, makeAuthority } from '../../../../../packages/openstack-base/test/tls/pki.ts'

const root = makeAuthority('Test Root')

/** The root, in PEM. */
export const authority: string = root.certificate

/** A relation with an authority that has answered nothing yet. */
export const asked: Relation = {
  endpoint: 'certificates',
  interface: 'tls-certificates',
  remoteApp: 'vault',
  remoteUnits: { 'vault/0': {} },
}

/** Gives the state in which the authority has answered what a unit has asked for. Each answer is another certificate. */
export function answered(state: State, unit: string): State {
  const relations = state.relations?.map((one) => {
    if (one.endpoint !== 'certificates') return one
    const requests = JSON.parse(one.localUnitData?.cert_requests ?? '{}') as Readonly<Record<string, { readonly sans: readonly string[] }>>
    const pairs = Object.entries(requests).map(([name, { sans }]) => {
      const { certificate: cert, key } = issue(root, [name, ...sans])
      return [name, { cert, key }] as const
    })
    const answers = { [`${unit.replace('/', '_')}.processed_requests`]: JSON.stringify(Object.fromEntries(pairs)) }
    return { ...one, remoteUnits: { 'vault/0': { ca: root.certificate, ...answers } } }
  })
  return { ...state, now: Date.now() + 60_000, ...(relations ? { relations } : {}) }
}

/** Gives the state without the relation to the authority. */
export const withoutAuthority = (state: State): State => ({
  ...state,
  relations: state.relations?.filter(({ endpoint }) => endpoint !== 'certificates') ?? [],
})
