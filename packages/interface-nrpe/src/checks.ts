/** Checks as charms define them, with the names, commands and descriptions of charm-helpers. */
import { parseLabel } from '@charm-layers/relation/wire'

/** A check of a service on this machine. */
export interface Check {
  /** Letters, digits, `-`, `_`, `.`, `@`. It names files: two charms on one machine must not use the same. */
  readonly shortname: string
  /** Nagios forbids some signs, such as brackets, quotes and commas; braces are fine. */
  readonly description: string
  /** The plugin's path and its arguments; they are quoted when written. */
  readonly command: readonly [plugin: `/${string}`, ...args: readonly string[]]
  readonly maxCheckAttempts?: number
}

/** Where plugins are, in the order of the search. Those of nrpe and of charms are in the second. */
export const PLUGIN_DIRECTORIES: readonly [system: '/usr/lib/nagios/plugins', local: '/usr/local/lib/nagios/plugins'] = [
  '/usr/lib/nagios/plugins',
  '/usr/local/lib/nagios/plugins',
]

const local = (plugin: string): `/${string}` => `${PLUGIN_DIRECTORIES[1]}/${plugin}`

/** Finds a plugin by name; one that is given with its path is taken as it is. Upstream writes an empty command where there is none. */
export const findPlugin = (name: string, exists: (path: string) => boolean): `/${string}` | undefined =>
  name.startsWith('/')
    ? `/${name.slice(1)}`
    : PLUGIN_DIRECTORIES.map((directory): `/${string}` => `${directory}/${name}`).find((path) => exists(path))

/** What the option `illegal_object_name_chars` of Nagios and its configuration keep out of names and descriptions. */
const FORBIDDEN = /[`~!$%^&*"|'<>?,()=;\p{Cc}]/u

/** Names this unit in descriptions, such as `juju:trove/0`, without those signs of the context that Nagios forbids there. */
export const unitText = (unit: string, context = ''): string => {
  const allowed = context.replaceAll(new RegExp(FORBIDDEN, 'gu'), '')
  return allowed === '' ? unit : `${allowed}:${unit}`
}

/** Says whether a text can be the short name of a check, which is a part of names of files and commands. */
export const isCheckName = (text: string): boolean => text.length <= 200 && /^[\w.@-]+$/.test(text)

/** Says whether a text can be the name of a host in Nagios and a part of a file name. */
export const isHostname = (text: string): boolean => parseLabel(text) !== undefined && !FORBIDDEN.test(text) && !/[/\s]|\\$/u.test(text)

/** Says whether a text can be a list of service groups in Nagios, where `;` begins a comment and a backslash joins lines. */
export const isServicegroups = (text: string): boolean => !/[\p{Cc};]|\\\s*$/u.test(text)

/** Gives the host name as nrpe makes it, for a charm that cannot wait for it: the context, and the unit's name. */
export const nagiosHostname = (context: string, unit: string): string =>
  `${context === '' ? '' : `${context}-`}${unit.replaceAll('/', '-')}`

/** The program that starts services. */
export type InitSystem = 'systemd' | 'upstart' | 'sysv'

/** Gives the path of the file that the cron job of a service with an init script fills, and its check reads. */
export const statusFile = (service: string): string => `/var/lib/nagios/service-check-${service}.txt`

/** Checks that a service runs; `unit` is the text of `unitText`. With `sysv`, write `statusCronFile` too. */
export const serviceCheck = (service: string, unit: string, init: InitSystem = 'systemd'): Check => {
  const [what, ...command] = {
    systemd: ['process', 'check_systemd.py', service],
    upstart: ['process', 'check_upstart_job', service],
    sysv: ['service', 'check_status_file.py', '-f', statusFile(service)],
  }[init]
  const [plugin = '', ...args] = command
  return { shortname: service, description: `${what} check {${unit}}`, command: [local(plugin), ...args] }
}

/** Checks haproxy's servers and queues; the two plugins come with the charm. */
export const haproxyChecks = (unit: string): readonly [servers: Check, queue: Check] => [
  { shortname: 'haproxy_servers', description: `Check HAProxy {${unit}}`, command: [local('check_haproxy.sh')] },
  { shortname: 'haproxy_queue', description: `Check HAProxy queue depth {${unit}}`, command: [local('check_haproxy_queue_depth.sh')] },
]

/** Checks that no restart is deferred on a unit such as `trove/0`; the plugin comes with the charm. */
export const deferredRestartsCheck = (unit: string): Check => {
  const name = unit.replaceAll('/', '-')
  const [application = ''] = unit.split('/')
  return {
    shortname: `${name}_deferred_restarts`,
    description: `Check deferred service restarts ${name}`,
    command: [local('check_deferred_restarts.py'), '--application', application],
  }
}

/** Throws if a check cannot be written: that is a mistake of the charm, or of an option that it did not look at. */
export const assertCheck = ({ shortname, description, command, maxCheckAttempts }: Pick<Check, 'shortname'> & Partial<Check>): void => {
  const refuse = (why: string): never => {
    throw new RangeError(`check ${JSON.stringify(shortname)}: ${why}`)
  }
  if (!isCheckName(shortname)) refuse('the short name may have letters, digits, - _ . @ only')
  if (description !== undefined && FORBIDDEN.test(description)) refuse('the description has a sign that Nagios forbids')
  // Nagios drops blanks at the end of a line, and joins a line that ends with a backslash with the next.
  if (description !== undefined && /[\s\\]$/u.test(description)) refuse('the description ends with a blank or a backslash')
  if (command?.some((word) => /[\r\n\0]/.test(word))) refuse('the command has a line break')
  if (maxCheckAttempts !== undefined && !(Number.isSafeInteger(maxCheckAttempts) && maxCheckAttempts > 0)) {
    refuse('maxCheckAttempts is no number of attempts')
  }
}
