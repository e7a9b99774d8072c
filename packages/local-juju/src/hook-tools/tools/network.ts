import { ToolError } from '../error.ts'
import { bool } from '../flags.ts'
import { quote } from '../go/quote.ts'
import { checkEmpty, defineTool, outputFlags, print, relationFlag, type Tool } from '../tool.ts'
import { type Fields, map, strings, struct, type Value } from '../value.ts'
import type { WorldInterface, WorldNetwork } from '../world.ts'

const list = (items: readonly Value[]): Value => ({ kind: 'list', items })

/** YAML repeats some fields under the names they had before. */
const showInterface = ({ macAddress, interfaceName, addresses }: WorldInterface): Value => {
  const fields = (address: WorldInterface['addresses'][number]): Fields => [
    ['hostname', address.hostname],
    ['value', address.value],
    ['cidr', address.cidr],
  ]
  const shown = list(
    addresses.map((address) => ({ kind: 'struct', yaml: [...fields(address), ['address', address.value]], json: fields(address) })),
  )
  const common: Fields = [
    ['mac-address', macAddress],
    ['interface-name', interfaceName],
    ['addresses', shown],
  ]
  return { kind: 'struct', yaml: [...common, ['macaddress', macAddress], ['interfacename', interfaceName]], json: common }
}

const optional = (name: string, items: readonly Value[] | readonly string[], value: Value): Fields =>
  items.length === 0 ? [] : [[name, value]]

const showNetwork = ({ interfaces, egressSubnets = [], ingressAddresses = [] }: WorldNetwork): Value =>
  struct([
    ...optional('bind-addresses', interfaces.map(showInterface), list(interfaces.map(showInterface))),
    ...optional('egress-subnets', egressSubnets, strings(egressSubnets)),
    ...optional('ingress-addresses', ingressAddresses, strings(ingressAddresses)),
  ])

/** Tells the addresses of a binding. */
export const networkGet: Tool = defineTool(
  '<binding-name> [--ingress-address] [--bind-address] [--egress-subnets]',
  (hook) => ({
    relation: relationFlag(hook),
    primary: bool('primary-address'),
    bind: bool('bind-address'),
    ingress: bool('ingress-address'),
    egress: bool('egress-subnets'),
    ...outputFlags(),
  }),
  (input) => {
    const { hook, flags, args } = input
    const [binding, ...surplus] = args
    if (binding === undefined) throw new ToolError('no arguments specified')
    if (binding === '') throw new ToolError('no binding name specified')
    checkEmpty(surplus)
    return () => {
      const network = hook.world.network(binding, flags.relation?.info.id)
      const [first] = network?.interfaces ?? []
      if (network === undefined || first === undefined) throw new ToolError(`no network config found for binding ${quote(binding)}`)
      if (network.error !== undefined) throw new ToolError(network.error)
      const bound = (): string => {
        const address = first.addresses[0]?.value
        if (address === undefined) throw new ToolError(`no addresses attached to space for binding ${quote(binding)}`)
        return address
      }
      if (flags.primary) {
        if (flags.bind || flags.ingress || flags.egress) throw new ToolError('--primary-address must be the only flag specified')
        return print(input, bound())
      }
      const { egressSubnets = null } = network
      const values: readonly (readonly [string, Value])[] = [
        ...(flags.egress ? [['egress-subnets', strings(egressSubnets)] as const] : []),
        ...(flags.bind ? [['bind-address', bound()] as const] : []),
        ...(flags.ingress ? [['ingress-address', network.ingressAddresses?.[0] ?? bound()] as const] : []),
      ]
      const [only, ...others] = values
      if (only === undefined) return print(input, showNetwork(network))
      return print(input, others.length === 0 ? only[1] : map(Object.fromEntries(values)))
    }
  },
)
