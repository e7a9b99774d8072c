/** Addresses on bindings, with the networks that they are in. */

/** Gives the groups of an address: four bytes, or eight numbers of 16 bits of IPv6. */
function groupsOf(address: string): readonly number[] {
  if (!address.includes(':')) return address.split('.').map(Number)
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''))
  const gap = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return [...head, ...gap, ...tail].map((group) => Number.parseInt(group, 16))
}

/** Gives the network of an address, as Juju writes it. */
function cidrOf(address: string, bits: number): string {
  const isV6 = address.includes(':')
  const width = isV6 ? 16 : 8
  const masked = groupsOf(address).map((group, at) => {
    const kept = Math.min(width, Math.max(0, bits - at * width))
    return group & ~((1 << (width - kept)) - 1)
  })
  if (!isV6) return `${masked.join('.')}/${bits}`
  return `${new URL(`http://[${masked.map((group) => group.toString(16)).join(':')}]`).hostname.slice(1, -1)}/${bits}`
}

/** Gives an address as `network-get` does, from a text such as `10.5.3.21/16`; without a length, the network has 24 bits, or 64 of IPv6. */
export function boundAddress(text: string): { readonly hostname: ''; readonly value: string; readonly cidr: string } {
  const [value = '', bits = value.includes(':') ? '64' : '24'] = text.split('/')
  return { hostname: '', value, cidr: cidrOf(value, Number(bits)) }
}
