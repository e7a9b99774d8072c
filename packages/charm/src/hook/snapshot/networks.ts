/** Finds this unit's networks, with as few questions to Juju as the machine allows. */
import type { RelationView } from '@charm-layers/relation'
import type { HostFacts } from '../../host/host.ts'
import { type HookTools, type Network, networkGet } from '../../juju/index.ts'

type OnBindings = readonly (readonly [binding: string, network: Network | undefined])[]

/** An address that the machine gives itself, which is in no network of Juju's. */
const isLinkLocal = (address: string): boolean => address.startsWith('169.254.') || /^fe[89ab]/i.test(address)

const ask = (tools: HookTools, bindings: readonly string[]): Promise<OnBindings> =>
  Promise.all(bindings.map(async (binding) => [binding, await networkGet(tools, binding)] as const))

/**
 * Asks Juju for the networks of bindings. When the first has the only address of the machine, so have the others: whatever network they are in,
 * the unit has no other address. Else Juju is asked for each of them.
 */
export async function readNetworks(
  tools: HookTools,
  [first, ...others]: readonly string[],
  host: Pick<HostFacts, 'addresses'>,
): Promise<OnBindings> {
  if (first === undefined || others.length === 0) return await ask(tools, first === undefined ? [] : [first])
  const [only, another] = host.addresses.filter((address) => !isLinkLocal(address))
  if (only === undefined || another !== undefined) return await ask(tools, [first, ...others])
  const network = await networkGet(tools, first)
  const isShared = network?.address === only && network.addresses.length === 1
  return [[first, network], ...(isShared ? others.map((one) => [one, network] as const) : await ask(tools, others))]
}

/** Joins the networks of bindings with those of endpoints, whose addresses Juju has written into their databags. */
export const joinNetworks = (
  onBindings: OnBindings,
  views: readonly (readonly [endpoint: string, views: readonly RelationView[]])[],
): ReadonlyMap<string, Network> => {
  const onEndpoints = views.map(([endpoint, [view]]) => {
    const address = view?.localUnitData['ingress-address']
    return [endpoint, address ? { address, addresses: [{ address }] } : undefined] as const
  })
  return new Map([...onBindings, ...onEndpoints].flatMap(([name, network]) => (network ? [[name, network] as const] : [])))
}
