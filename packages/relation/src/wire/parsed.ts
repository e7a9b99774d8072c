/** Keys of a databag that are read with a parser: a value that it refuses is a fault, which names the key. */
import { type Fault, invalid } from '../state.ts'
import type { Databag } from '../view.ts'
import { parseAddress, parseHost, parseUrl } from './host.ts'
import { parseLabel, parseName } from './name.ts'
import { parseNetwork } from './network.ts'
import { portOf } from './number.ts'

/** What a fault says of a value that is none of its kind; the words follow the key. */
export const NOT = {
  host: 'is neither a host name nor an IP address',
  address: 'is no IP address',
  network: 'is no network such as 10.5.0.0/16',
  port: 'is not a port number',
  url: 'is no URL of http or https with a host, and perhaps a port and a path',
  name: 'is no name: it may have letters, digits and _ . $ @ + : - only',
  label: 'is empty, has blanks or quotes around it, has signs that do not print, or is a word such as None',
} as const

/** Reads a key with a parser; undefined when the key is absent, a fault when the parser gives undefined. `why` follows the key. */
export const parsedOf = <T>(bag: Databag, key: string, parse: (text: string) => T | undefined, why: string): T | undefined | Fault => {
  const text = bag[key]
  return text ? (parse(text) ?? invalid(key, why)) : undefined
}

/** Reads a key that holds one host name or address; undefined when absent, a fault for any other text. */
export const hostOf = (bag: Databag, key: string): string | undefined | Fault => parsedOf(bag, key, parseHost, NOT.host)

/** Reads a key that holds one address; undefined when absent, a fault for any other text. */
export const addressOf = (bag: Databag, key: string): string | undefined | Fault => parsedOf(bag, key, parseAddress, NOT.address)

/** Reads a key that holds one network; undefined when absent, a fault for any other text. */
export const networkOf = (bag: Databag, key: string): string | undefined | Fault => parsedOf(bag, key, parseNetwork, NOT.network)

/** Reads a key that holds a port number; undefined when absent, a fault for any other text. */
export const portIn = (bag: Databag, key: string): number | undefined | Fault => parsedOf(bag, key, portOf, NOT.port)

/** Reads a key that holds the URL of an API; undefined when absent, a fault for any other text. */
export const urlOf = (bag: Databag, key: string): string | undefined | Fault => parsedOf(bag, key, parseUrl, NOT.url)

/** Reads a key that holds the name of a database, a user or a role; undefined when absent, a fault for any other text. */
export const nameOf = (bag: Databag, key: string): string | undefined | Fault => parsedOf(bag, key, parseName, NOT.name)

/** Reads a key that holds a text of one line; undefined when absent, a fault for any other text. */
export const labelOf = (bag: Databag, key: string): string | undefined | Fault => parsedOf(bag, key, parseLabel, NOT.label)
