/** Tells whether an address is inside a network, for `access-network`: the network in which percona-cluster lets clients in. */

const ipv4 = (text: string): readonly number[] | undefined => {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined
  return parts.map(Number)
}

const groups = (text: string): readonly number[] | undefined => {
  if (text === '') return []
  const bytes: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const embedded = index === parts.length - 1 && part.includes('.') ? ipv4(part) : undefined
    if (embedded !== undefined) bytes.push(...embedded)
    else if (/^[0-9a-f]{1,4}$/i.test(part)) bytes.push(Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255)
    else return undefined
  }
  return bytes
}

const ipv6 = (text: string): readonly number[] | undefined => {
  const [head = '', tail, more] = text.split('::', 3)
  if (more !== undefined) return undefined
  const start = groups(head)
  const end = tail === undefined ? [] : groups(tail)
  if (start === undefined || end === undefined) return undefined
  const gap = 16 - start.length - end.length
  if (tail === undefined ? gap !== 0 : gap < 2) return undefined
  return [...start, ...Array.from({ length: gap }, () => 0), ...end]
}

const bytesOf = (text: string): readonly number[] | undefined => (text.length > 45 ? undefined : (ipv4(text) ?? ipv6(text)))

/** Tells whether an address is in a network such as `10.5.2.0/24`; undefined when either text is a name or otherwise malformed. */
export const isInside = (address: string, network: string): boolean | undefined => {
  const [base = '', length = '', more] = network.split('/', 3)
  const [own, net] = [bytesOf(address), bytesOf(base)]
  if (own === undefined || net === undefined || more !== undefined || !/^\d{1,3}$/.test(length)) return undefined
  const bits = Number(length)
  if (bits > net.length * 8) return undefined
  if (own.length !== net.length) return false
  return own.every((byte, index) => {
    const mask = 255 & (0xff00 >> Math.min(8, Math.max(0, bits - index * 8)))
    return (byte & mask) === ((net[index] ?? 0) & mask)
  })
}
