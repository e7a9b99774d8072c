/** HAProxy's configuration: at each port that clients use, requests are spread over all units that answer. */
import { statisticsPort } from '../../define/names.ts'
import { formats } from '../../render/formats.ts'
import type { Balancing } from './balancing.ts'
import { encryptionLines } from './encryption.ts'
import { betweenUnits, toUnits } from './fronts.ts'

/** Path of the file. */
export const haproxyFile = '/etc/haproxy/haproxy.cfg'

/**
 * How a unit is looked at, in milliseconds: how often, how soon again after a first failure, after how many failures it gets no more requests, and how
 * long it may take to answer.
 */
export const healthCheck = { every: 2000, again: 500, failures: 2, timeout: 1000 } as const

/** The seconds after which every HAProxy has seen that a unit must get no more requests, or may get them again. */
export const secondsToNotice: number =
  (healthCheck.every + healthCheck.timeout + (healthCheck.failures - 1) * (healthCheck.again + healthCheck.timeout)) / 1000

const sections = (of: readonly (readonly string[])[]): string =>
  of.map(([heading = '', ...lines]) => [heading, ...lines.map((line) => `    ${line}`)].join('\n')).join('\n\n')

const global = ({ encryption }: Balancing): readonly string[] => [
  'global',
  'log /dev/log local0',
  'log /dev/log local1 notice',
  'maxconn 20000',
  // A machine that allows fewer open files gets fewer connections, where HAProxy would not start.
  'no strict-limits',
  'user haproxy',
  'group haproxy',
  'spread-checks 0',
  // A reload hands the sockets over, so that no connection is refused meanwhile.
  'stats socket /run/haproxy/admin.sock mode 600 level admin expose-fd listeners',
  'stats timeout 2m',
  // A client that uses its connection again just then would lose its request: the answer to it tells that the connection ends.
  '.if version_atleast(2.6)',
  'close-spread-time 5s',
  '.endif',
  ...encryptionLines(encryption),
]

const defaults = ({ timeouts }: Balancing): readonly string[] => [
  'defaults',
  'log global',
  'mode http',
  'option httplog',
  'option dontlognull',
  // Idle connections to a unit would make it look busy while it is drained.
  'option http-server-close',
  // A request whose connection is refused goes to another unit at once.
  'retries 3',
  'option redispatch 1',
  ...(['queue', 'connect', 'client', 'server'] as const).map((name) => `timeout ${name} ${timeouts[name]}`),
  `timeout check ${healthCheck.timeout}`,
  `default-server inter ${healthCheck.every} fastinter ${healthCheck.again} fall ${healthCheck.failures} rise 1`,
]

const statistics = ({ password }: Balancing): readonly string[] => [
  'listen stats',
  `bind 127.0.0.1:${statisticsPort}`,
  'stats enable',
  'stats hide-version',
  `stats realm ${formats.haproxy.write('HAProxy statistics')}`,
  'stats uri /',
  `stats auth admin:${formats.haproxy.write(password.reveal())}`,
]

/** Gives the text of HAProxy's configuration. It holds the password, so it must go into a file only. */
export function haproxyConfig(of: Balancing): string {
  const ports = of.services.flatMap(({ name, ports: its }) => its.map((port) => ({ name, port })))
  return `# Written by the charm. Changes are undone at its next hook; use juju config.\n${sections([
    global(of),
    defaults(of),
    statistics(of),
    ...ports.flatMap((one) => [...toUnits(one, of), ...betweenUnits(one, of)]),
  ])}\n`
}
