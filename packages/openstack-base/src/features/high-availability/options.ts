/** The options of high availability, by the names of the Python charms. */
import { isIP } from 'node:net'
import { type ConfigOf, type Option, option } from '@charm-layers/charm'
import { isOneOf } from '../../addresses.ts'
import { type Check, checked } from '../../define/checked.ts'

const words = (text: string): readonly string[] => text.split(/\s+/).filter((one) => one !== '')

/** Addresses that no unit can hold for others: of no host, of this host alone, of one link alone, of several hosts. */
const special = /^(?:0\.|127\.|169\.254\.|22[4-9]\.|2[345]\d\.|::1?$|fe[89ab]|ff)/i

/** More networks than a unit has. */
const most = 32

const vips: Check<string> = (text) => {
  const all = words(text)
  if (all.length > most) return `has ${all.length} addresses, it may have ${most}`
  const wrong = all.find((one) => isIP(one) === 0 || one.includes('%'))
  if (wrong !== undefined) return `is not a list of addresses, separated by blanks: '${wrong}' is none`
  const unfit = all.find((one) => special.test(one))
  if (unfit !== undefined) return `has ${unfit}, at which no other machine could reach this one`
  const twice = all.find((one, at) => isOneOf(one, all.slice(0, at)))
  return twice === undefined ? undefined : `has ${twice} twice`
}

const anInterface: Check<string> = (text) =>
  text === '' || (text.length < 16 && /^[A-Za-z0-9][\w.:@-]*$/.test(text)) ? undefined : 'is not the name of a network interface'

const whole =
  (least: number, most: number, what: string): Check<number> =>
  (value) =>
    Number.isInteger(value) && value >= least && value <= most ? undefined : `is ${value}, it has to be ${what} from ${least} to ${most}`

type Text = Extract<Option, { readonly type: 'string' }> & { readonly check: Check<string> }
type Whole = Extract<Option, { readonly type: 'int' }> & { readonly check: Check<number> }
const timeout = (what: string, reference: number): Whole =>
  // The most that HAProxy can count.
  checked(
    option.int({ description: `Milliseconds that HAProxy waits ${what}. Unset: ${reference}.` }),
    whole(1, 2 ** 31 - 1, 'a number of milliseconds'),
  )

/** The options of high availability. */
export const haOptions: Readonly<Record<'vip' | 'vip_iface', Text>> &
  Readonly<Record<'vip_cidr' | `haproxy-${'queue' | 'connect' | 'client' | 'server'}-timeout`, Whole>> & {
    readonly 'dns-ha': Extract<Option, { readonly type: 'boolean' }> & { readonly default: boolean }
  } = {
  vip: checked(
    option.string({
      description:
        "Virtual addresses, separated by blanks, one for each network of the endpoints. Pacemaker gives them to one of the units at a time; needs a relation on 'ha'.",
    }),
    vips,
  ),
  vip_iface: checked(
    option.string({
      description:
        'Interface for a virtual address that is in no network of the units. Unset: such an address is refused, or eth0 when vip_cidr is set.',
    }),
    anInterface,
  ),
  vip_cidr: checked(
    option.int({
      description:
        'Length of the netmask for a virtual address that is in no network of the units. Unset: such an address is refused, or 24 when vip_iface is set.',
    }),
    whole(1, 128, 'a number of bits'),
  ),
  'dns-ha': option.boolean({
    default: false,
    description: "Use DNS records in MAAS in place of virtual addresses: the host names in os-*-hostname. Needs a relation on 'ha'.",
  }),
  'haproxy-queue-timeout': timeout('for a unit that has as many connections as it may', 9000),
  'haproxy-connect-timeout': timeout('for a connection to a unit', 9000),
  'haproxy-client-timeout': timeout('for a client that says nothing', 90_000),
  'haproxy-server-timeout': timeout('for the answer of a unit', 90_000),
}

/** Gives HAProxy's timeouts in milliseconds. */
export const timeoutsOf = (config: ConfigOf<typeof haOptions>): Readonly<Record<'queue' | 'connect' | 'client' | 'server', number>> => ({
  queue: config['haproxy-queue-timeout'] ?? 9000,
  connect: config['haproxy-connect-timeout'] ?? 9000,
  client: config['haproxy-client-timeout'] ?? 90_000,
  server: config['haproxy-server-timeout'] ?? 90_000,
})
