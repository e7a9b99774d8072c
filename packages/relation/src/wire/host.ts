/**
 * Hosts, addresses and URLs that another side has written. They become part of URLs, files and commands, so all else is refused: the text
 * `None` of a Python charm, quotes, blanks, lists, paths, and addresses with a mistake in them.
 */
import { isNullWord } from './name.ts'

const IPV4 = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/

/** Reads the bytes of an IPv4 address. Leading zeros are refused: some readers take such a number for octal. */
const ipv4Bytes = (text: string): readonly number[] | undefined => (IPV4.test(text) ? text.split('.').map(Number) : undefined)

const groups = (text: string): readonly number[] | undefined => {
  if (text === '') return []
  const bytes: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const embedded = index === parts.length - 1 && part.includes('.') ? ipv4Bytes(part) : undefined
    if (embedded !== undefined) bytes.push(...embedded)
    else if (/^[0-9a-f]{1,4}$/i.test(part)) bytes.push(Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255)
    else return undefined
  }
  return bytes
}

const ipv6Bytes = (text: string): readonly number[] | undefined => {
  const [head = '', tail, more] = text.split('::', 3)
  if (more !== undefined) return undefined
  const start = groups(head)
  const end = tail === undefined ? [] : groups(tail)
  if (start === undefined || end === undefined) return undefined
  // An embedded IPv4 address stands at the very end.
  if (tail !== undefined && head.includes('.')) return undefined
  const gap = 16 - start.length - end.length
  if (tail === undefined ? gap !== 0 : gap < 2) return undefined
  return [...start, ...Array.from({ length: gap }, () => 0), ...end]
}

/** Gives the bytes of an address; undefined for any other text. */
export const addressBytes = (text: string): readonly number[] | undefined =>
  text.length > 45 ? undefined : (ipv4Bytes(text) ?? (text.includes(':') ? ipv6Bytes(text) : undefined))

/**
 * Reads an IPv4 or IPv6 address, without brackets; undefined for any other text. The zone of an IPv6 address is refused, since it means
 * something on one machine only.
 */
export const parseAddress = (text: string): string | undefined => {
  if (text.length > 45) return undefined
  return IPV4.test(text) || (text.includes(':') && ipv6Bytes(text) !== undefined) ? text : undefined
}

/**
 * A host name of RFC 1123, and underscores too: resolvers, LXD and container networks take them. Its last label may not be a number in
 * decimal or hexadecimal, which is an address with a mistake in it or, to many readers, an address in another spelling.
 */
const HOST_NAME =
  /^(?=.{1,254}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*(?!(?:\d+|0x[\da-f]*)\.?$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i

/**
 * Reads a host: a name or an address, IPv6 with or without brackets, which it takes off. Undefined for any other text, such as `None`, a
 * list, or a host with a path.
 */
export const parseHost = (text: string): string | undefined => {
  if (text.length > 254) return undefined
  if (text.includes(':')) return parseAddress(text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text)
  return IPV4.test(text) || (HOST_NAME.test(text) && !isNullWord(text)) ? text : undefined
}

/** A URL's parts: protocol, authority, and a path. The path may hold what keystone fills in, such as `$(tenant_id)s`. */
const URL_TEXT = /^(https?):\/\/([^/?#@\s]{1,262})((?:\/[\w.~!$&()*+,;=:%-]*)*)$/

/**
 * Reads the URL of an API, and gives it as it is: `http` or `https`, a host, and perhaps a port and a path. Undefined for any other text,
 * also for a URL with a user, a query, a fragment, quotes or blanks.
 */
export const parseUrl = (text: string): string | undefined => {
  if (text.length > 2048) return undefined
  const authority = URL_TEXT.exec(text)?.[2]
  const parts = authority === undefined ? null : /^(\[[^[\]]+\]|[^:[\]]+)(?::([1-9]\d{0,4}))?$/.exec(authority)
  if (!parts || Number(parts[2] ?? 80) > 65535) return undefined
  return parseHost(parts[1] ?? '') === undefined ? undefined : text
}
