/** Checks of Trove's options: what a value has to be, so that Trove, Neutron and Docker understand it. */
import type { Check } from '@charm-layers/openstack-base'
import { parseHost, parseLabel, parseName, parseNetwork, portOf } from '@charm-layers/relation/wire'

/** An option without a value is not written, so its value may be empty. */
const unlessEmpty =
  (check: Check<string>): Check<string> =>
  (text) =>
    text === '' ? undefined : check(text)

const listed = (text: string): readonly string[] => text.split(',').map((one) => one.trim())

const uuid = /^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i
const exampleId = '0f3c8a52-7d1e-4b6a-9c24-5e8d7f6a1b30'

/** Checks the id of one object. */
export const id: Check<string> = unlessEmpty((text) => (uuid.test(text) ? undefined : `is not one id, such as ${exampleId}`))

/** Checks ids that are separated by commas. */
export const ids: Check<string> = unlessEmpty((text) =>
  listed(text).every((one) => uuid.test(one)) ? undefined : `is not a list of ids, such as ${exampleId}, separated by commas`,
)

/** Checks the name or id of a datastore. */
export const datastore: Check<string> = unlessEmpty((text) =>
  parseName(text) === undefined ? 'is not the name or id of a datastore, such as mysql' : undefined,
)

/** Checks a name that users of Nova and Cinder choose, which may have blanks inside. */
export const label: Check<string> = unlessEmpty((text) =>
  parseLabel(text) === undefined ? 'is not a name: it has blanks or quotes around it, or is too long' : undefined,
)

/** Checks a network. */
export const network: Check<string> = (text) => (parseNetwork(text) === undefined ? 'is not a network such as 10.5.0.0/16' : undefined)

/** Checks the address of Docker's bridge, which is of IPv4. */
export const bridge: Check<string> = unlessEmpty((text) => {
  const bits = Number(text.split('/')[1])
  const isBridge = parseNetwork(text) !== undefined && !text.includes(':') && bits >= 8 && bits <= 30
  return isBridge ? undefined : 'is not an IPv4 address with its network, such as 172.30.0.1/16'
})

const isRegistry = (text: string): boolean => {
  const [, host = '', port] = /^(\[.*\]|[^:]*)(?::(.*))?$/.exec(text) ?? []
  return parseNetwork(text) !== undefined || (parseHost(host) !== undefined && (port === undefined || portOf(port) !== undefined))
}

/** Checks container registries as Docker takes them: hosts, perhaps with ports, or networks. */
export const registries: Check<string> = unlessEmpty((text) =>
  listed(text).every(isRegistry) ? undefined : 'is not a list of registries, such as registry.example.com:5000, separated by commas',
)

const most = 2 ** 31 - 1
const isWhole = (value: number, least: number): boolean => Number.isInteger(value) && value >= least && value <= most

/** Checks a quota: Trove takes a negative one for no limit, and its own API allows -1 only. */
export const quota: Check<number> = (value) =>
  isWhole(value, -1) ? undefined : `is ${value}, it has to be a number from 0 to ${most}, or -1 for no limit`

/** Checks the size of a volume. Trove knows no value for no limit here: with a negative one it refuses every volume. */
export const size: Check<number> = (value) => (isWhole(value, 1) ? undefined : `is ${value}, it has to be a number of GB from 1 to ${most}`)
