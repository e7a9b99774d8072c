/** The files of checks, as data: paths and grammar are the contract with nrpe and with the Nagios server. */
import { byText } from '@charm-layers/relation/wire'
import { assertCheck, type Check, isHostname, isServicegroups, statusFile } from './checks.ts'

/**
 * A file that should exist. nrpe makes the directories: while a directory does not exist, nrpe is not ready, and the charm must not write
 * the file.
 */
export interface NrpeFile {
  readonly path: `/${string}`
  readonly content: string
  readonly mode: 0o644
  readonly owner: 'root'
  readonly group: 'root'
}

/** What a service definition says of the machine. */
export interface NagiosHost {
  readonly hostname: string
  /** The option `nagios_servicegroups`, or `nagios_context` if that is empty. */
  readonly servicegroups?: string
}

/** The directory whose files the nrpe server includes. Restart the service `nagios-nrpe-server` when one of them changes. */
export const COMMAND_DIRECTORY = '/etc/nagios/nrpe.d'

/** Service definitions that the Nagios server may fetch. */
export const EXPORT_DIRECTORY = '/var/lib/nagios/export'

const file = (path: `/${string}`, content: string): NrpeFile => ({ path, content, mode: 0o644, owner: 'root', group: 'root' })

/** Quotes a word for the shell as Python's `shlex.quote` does. */
const quoted = (word: string): string => {
  if (word === '') return "''"
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`
}

const assertHost = ({ hostname, servicegroups = '' }: NagiosHost): void => {
  const refuse = (name: string, text: string): never => {
    throw new RangeError(`${name} ${JSON.stringify(text)} cannot stand in a file of Nagios`)
  }
  if (!isHostname(hostname)) refuse('host name', hostname)
  if (!isServicegroups(servicegroups)) refuse('servicegroups', servicegroups)
}

/** Gives the file that says how nrpe runs a check. */
export const commandFile = (check: Check): NrpeFile => {
  assertCheck(check)
  const { shortname, command } = check
  // nrpe reads `$` as the beginning of a macro, and two of them as one sign.
  const line = command.map(quoted).join(' ').replaceAll('$', '$$$$')
  return file(`${COMMAND_DIRECTORY}/check_${shortname}.cfg`, `# check ${shortname}\ncommand[check_${shortname}]=${line}\n`)
}

/** Gives the file that says how the Nagios server asks for a check. */
export const exportFile = (check: Check, host: NagiosHost): NrpeFile => {
  assertCheck(check)
  assertHost(host)
  const { shortname, description, maxCheckAttempts } = check
  const directives: readonly (readonly [string, string | undefined])[] = [
    ['use', 'active-service'],
    ['host_name', host.hostname],
    ['service_description', `${host.hostname}[${shortname}] ${description}`],
    ['check_command', `check_nrpe!check_${shortname}`],
    ['servicegroups', host.servicegroups || undefined],
    ['max_check_attempts', maxCheckAttempts?.toString()],
  ]
  const lines = directives.flatMap(([name, value]) => (value === undefined ? [] : [`    ${name.padEnd(19)} ${value}\n`]))
  return file(`${EXPORT_DIRECTORY}/service__${host.hostname}_check_${shortname}.cfg`, `define service {\n${lines.join('')}}\n`)
}

/** Gives all files of some checks, sorted by path. */
export const checkFiles = (checks: readonly Check[], host: NagiosHost): readonly NrpeFile[] =>
  checks.flatMap((check) => [commandFile(check), exportFile(check, host)]).sort((a, b) => byText(a.path, b.path))

/**
 * Finds service definitions of a check that should be removed: those that were written under another host name or, without `hostname`, all
 * of them, for a check that is gone. Takes and gives names of files in the export directory.
 */
export const staleExports = (names: Iterable<string>, shortname: string, hostname?: string): readonly string[] =>
  [...names].filter(
    (name) =>
      name.startsWith('service__') && name.endsWith(`_check_${shortname}.cfg`) && name !== `service__${hostname}_check_${shortname}.cfg`,
  )

/** Gives the cron job that fills the status file of a service with an init script, every five minutes. */
export const statusCronFile = (service: string): NrpeFile => {
  assertCheck({ shortname: service })
  const command = `/usr/local/lib/nagios/plugins/check_exit_status.pl -e -s /etc/init.d/${service} status`
  return file(`/etc/cron.d/nagios-service-check-${service}`, `*/5 * * * * root ${command} > ${statusFile(service)}\n`)
}
