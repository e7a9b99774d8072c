/** The sections of HAProxy's configuration for one port: where clients come, and where the HAProxies of other units do. */
import { portBehind } from '../../define/port.ts'
import { formats } from '../../render/formats.ts'
import type { Backend, Server } from './backends.ts'
import type { Balancing } from './balancing.ts'
import type { Encryption } from './encryption.ts'

/** A port of a service, as clients know it. */
interface Front {
  /** The systemd unit of the service. */
  readonly name: string
  readonly port: number
}

type Section = readonly string[]

/** The status by which an HAProxy tells another one that no service has seen the request. No service answers it. */
const unseen = 425

const addressesOf = (port: number, hasV6: boolean): readonly string[] => [`*:${port}`, ...(hasV6 ? [`:::${port} v6only`] : [])]

/** Gives the socket through which a connection comes that another front has told apart. */
const socketOf = (name: string, how: string): string => `unix@/run/haproxy/${name}_${how}.sock`

/**
 * Gives the lines by which a front listens. In each protocol it also takes what another front has told apart, so that a connection that was
 * made a moment before a reload is answered after it.
 */
function binds(name: string, port: number, { hasV6, encryption }: Balancing): Section {
  const direct = addressesOf(port, hasV6)
  if (encryption === undefined) return direct.map((one) => `bind ${one}`)
  const { answers, certificates } = encryption
  const listen = (how: 'http' | 'https', more: string): Section => [
    ...(answers === how ? direct.map((one) => `bind ${one}${more}`) : []),
    `bind ${socketOf(name, how)} mode 600 user haproxy accept-proxy${more}`,
  ]
  return [
    ...(answers === 'https' ? [] : listen('http', '')),
    ...(answers === 'http' ? [] : listen('https', ` ssl crt ${formats.haproxy.write(certificates)}`)),
  ]
}

/** Gives the front that tells TLS from plain HTTP by the first bytes; nothing while only one of them is answered. */
function tellingApart(name: string, port: number, { hasV6, encryption }: Balancing): readonly Section[] {
  if (encryption?.answers !== 'both') return []
  const to = (how: 'http' | 'https'): Section => [
    `backend ${name}_${how}`,
    'mode tcp',
    `server ${how} ${socketOf(name, how)} send-proxy-v2`,
  ]
  return [
    [
      `frontend ${name}_both`,
      'mode tcp',
      'option tcplog',
      ...addressesOf(port, hasV6).map((one) => `bind ${one}`),
      'tcp-request inspect-delay 5s',
      'tcp-request content accept if { req.ssl_hello_type 1 }',
      `use_backend ${name}_https if { req.ssl_hello_type 1 }`,
      `default_backend ${name}_http`,
    ],
    to('http'),
    to('https'),
  ]
}

const nameOf = (name: string, port: number): string => `${name}_${port}`
const urlHost = (address: string): string => (address.includes(':') ? `[${address}]` : address)

const serverLine = (unit: string, to: string, more: string): string => `server ${unit.replaceAll('/', '-')} ${to} check${more}`

/** Gives the line of one unit: this one over the loopback interface, the others as they speak. */
function server({ unit, address, own, certifies }: Server, port: number, encryption: Encryption | undefined): string {
  const direct = `${urlHost(address)}:${portBehind(port, 1)}`
  if (encryption === undefined) return serverLine(unit, direct, '')
  if (own) return serverLine(unit, `127.0.0.1:${portBehind(port, 2)}`, '')
  if (certifies === undefined) return serverLine(unit, direct, '')
  const verified = ` ssl verify required ca-file ${formats.haproxy.write(encryption.authorities)} verifyhost ${formats.haproxy.write(certifies)}`
  return serverLine(unit, direct, verified)
}

const backend = ({ name, port }: Front, { address, servers }: Backend, { health, encryption }: Balancing): Section => [
  `backend ${nameOf(name, port)}_${address}`,
  'balance leastconn',
  'option httpchk',
  `http-check send meth GET uri ${formats.haproxy.write(health)}`,
  'http-check expect status 200',
  ...(encryption === undefined ? [] : [`retry-on conn-failure ${unseen}`, `http-response set-status 503 if { status ${unseen} }`]),
  ...servers.map((one) => server(one, port, encryption)),
]

/** Gives the sections for the port that clients use: each request goes to one of the units. */
export function toUnits(front: Front, of: Balancing): readonly Section[] {
  const name = nameOf(front.name, front.port)
  const to = ({ address }: Backend): string => `${name}_${address}`
  const [first] = of.backends
  return [
    ...tellingApart(name, front.port, of),
    [
      `frontend ${name}`,
      ...binds(name, front.port, of),
      'option forwardfor',
      ...(of.encryption === undefined ? [] : ['http-request set-header X-Forwarded-Proto https if { ssl_fc }']),
      ...of.backends.flatMap((one) => [`acl net_${one.address} dst ${one.network}`, `use_backend ${to(one)} if net_${one.address}`]),
      ...(first ? [`default_backend ${to(first)}`] : []),
    ],
    ...of.backends.map((one) => backend(front, one, of)),
  ]
}

/**
 * Gives the sections for the port that the other units use: each request goes to the service of this unit. A request that no service has
 * seen is told from one that a service has answered, so that it may go to another unit.
 */
export function betweenUnits({ name, port }: Front, of: Balancing): readonly Section[] {
  if (of.encryption === undefined) return []
  const between = Number(portBehind(port, 1))
  const own = nameOf(name, between)
  const service = `server service 127.0.0.1:${portBehind(port, 2)}`
  return [
    ...tellingApart(own, between, of),
    [
      `frontend ${own}`,
      ...binds(own, between, of),
      'http-response set-var(txn.answered) bool(true)',
      `http-after-response set-status ${unseen} if { status 503 } !{ var(txn.answered) -m found }`,
      `use_backend ${own}_check if { path ${formats.haproxy.write(of.health)} }`,
      `default_backend ${own}_service`,
    ],
    // Who looks at the service is told at once that it is gone. A request waits for one more try here, a second later.
    [`backend ${own}_check`, 'retries 0', service],
    [`backend ${own}_service`, 'retries 1', service],
  ]
}
