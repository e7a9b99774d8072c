/** A database unit's databag: where it is, and who may connect. Every key is a raw string; no application databag is used. */
import { type Databag, type Fault, isFault, type Secret, secret } from '@charm-layers/relation'
import {
  type DatabaseLogin,
  databaseUrl,
  definedOrFault,
  groupsByPrefix,
  hostOf,
  networkOf,
  numberOf,
  numberText,
  pemOf,
  portIn,
  sortedUnits,
  splitPrefix,
  toBase64,
  withPrefix,
} from '@charm-layers/relation/wire'
import { byPrefix } from './request.ts'

/** The answer to one request. */
export interface Grant {
  /** `''` for the plain form, else the text before the underscore. */
  readonly prefix: string
  readonly password: Secret
  /** Client units that may connect already. */
  readonly allowedUnits: readonly string[]
}

/** Certificates for the connection, PEM; base64 on the wire. */
export interface DatabaseTls {
  /** The server's authority, perhaps with its chain. */
  readonly ca: string
  /** The client's certificate and key; no provider that is known writes them. */
  readonly client?: { readonly cert: string; readonly key: Secret }
}

/** What one database unit has written. */
export interface AnswerBag {
  readonly host?: string
  readonly port?: number
  /** Seconds after which the server closes an idle connection. */
  readonly waitTimeout?: number
  readonly tls?: DatabaseTls
  /** CIDR; percona-cluster grants only to addresses in it. */
  readonly accessNetwork?: string
  /** percona-cluster is in maintenance: clients are to stop using the database. */
  readonly upgrading?: true
  /** One for each prefix that was asked for, read in the order of the prefixes. A prefix with an underscore is not written. */
  readonly grants: readonly Grant[]
}

/** Writes the two keys of a grant. */
export const encodeGrant = ({ prefix, password, allowedUnits }: Grant): Databag => ({
  [withPrefix(prefix, 'password')]: password.reveal(),
  [withPrefix(prefix, 'allowed_units')]: sortedUnits(allowedUnits).join(' '),
})

/** Writes an answer. Every key that is not prefixed is named: an empty value removes the key from the databag. */
export const encodeAnswer = ({ host, port, waitTimeout, tls, accessNetwork, upgrading, grants }: AnswerBag): Databag => ({
  password: '',
  allowed_units: '',
  ...Object.fromEntries([...grants].sort(byPrefix).flatMap((grant) => Object.entries(encodeGrant(grant)))),
  db_host: host ?? '',
  db_port: numberText(port),
  wait_timeout: numberText(waitTimeout),
  ssl_ca: toBase64(tls?.ca ?? ''),
  ssl_cert: toBase64(tls?.client?.cert ?? ''),
  ssl_key: toBase64(tls?.client?.key.reveal() ?? ''),
  'access-network': accessNetwork ?? '',
  'cluster-series-upgrading': upgrading ? 'True' : '',
})

const GRANT_KEYS = ['password', 'allowed_units']

/** Says whether a key belongs to a grant, so that an answer which is no longer given can be removed. */
export const isGrantKey = (key: string): boolean => GRANT_KEYS.includes(key) || GRANT_KEYS.includes(splitPrefix(key)[1])

const decodeTls = (bag: Databag): DatabaseTls | undefined | Fault => {
  const [ca, cert, key] = [pemOf(bag, 'ssl_ca'), pemOf(bag, 'ssl_cert'), pemOf(bag, 'ssl_key')]
  if (isFault(ca)) return ca
  if (isFault(cert)) return cert
  if (isFault(key)) return key
  if (ca === undefined) return undefined
  return cert === undefined || key === undefined ? { ca } : { ca, client: { cert, key: secret(key) } }
}

/** Reads which units may connect for a prefix; they may be listed before there is a password. Names are separated by blanks, not commas. */
export const allowedUnitsOf = (bag: Databag, prefix: string): readonly string[] =>
  (bag[withPrefix(prefix, 'allowed_units')] ?? '').split(/\s+/).filter((word) => word !== '')

/** Reads the grants. A grant may have a password before any unit may connect. */
const decodeGrants = (bag: Databag): readonly Grant[] => {
  const grants: Grant[] = []
  for (const [prefix, { password }] of groupsByPrefix(bag, GRANT_KEYS)) {
    if (password !== undefined) grants.push({ prefix, password: secret(password), allowedUnits: sortedUnits(allowedUnitsOf(bag, prefix)) })
  }
  return grants
}

/** Says whether percona-cluster is in maintenance: upstream's requirer compares with this very text. */
export const isUpgrading = (bag: Databag): boolean => bag['cluster-series-upgrading'] === 'True'

/** Gives the first network that percona-cluster says it grants in. */
export const accessNetworkOf = (bags: Iterable<Databag>): string | undefined => [...bags].map((bag) => bag['access-network']).find(Boolean)

/** Reads what one database unit has written. */
export const decodeAnswer = (bag: Databag): AnswerBag | Fault =>
  definedOrFault<AnswerBag>({
    host: hostOf(bag, 'db_host'),
    port: portIn(bag, 'db_port'),
    // A faulty value is ignored: the database can be used without this key.
    waitTimeout: numberOf(bag.wait_timeout),
    tls: decodeTls(bag),
    accessNetwork: networkOf(bag, 'access-network'),
    upgrading: isUpgrading(bag) || undefined,
    grants: decodeGrants(bag),
  })

/** How a connection is made. */
export interface ConnectionOptions {
  /** SQLAlchemy's name of dialect and driver; before stein it was `mysql`. */
  readonly driver?: string
  /** Paths of the files that hold the certificates. */
  readonly files?: { readonly ca: string; readonly client?: { readonly cert: string; readonly key: string } }
}

/**
 * Tells whether a host is this machine. A router there, such as mysql-router, passes TLS through to a database, whose certificate cannot be for such
 * a host.
 */
const isThisMachine = (host: string): boolean => /^(?:127\.|::1$|localhost$)/.test(host)

/** Tells whether the certificate of a database has to be for the host that is connected to. The authority has to be right in any case. */
export const verifiesHost = ({ host }: { readonly host: string }): boolean => !isThisMachine(host)

/** Makes the URL that SQLAlchemy connects to. With files it speaks TLS, and verifies the database. */
export const connectionUrl = (login: DatabaseLogin, { driver = 'mysql+pymysql', files }: ConnectionOptions = {}): Secret => {
  if (files === undefined) return databaseUrl(driver, login)
  const client = files.client === undefined ? '' : `&ssl_cert=${files.client.cert}&ssl_key=${files.client.key}`
  return databaseUrl(driver, login, `?ssl_ca=${files.ca}${client}${verifiesHost(login) ? '' : '&ssl_check_hostname=false'}`)
}
