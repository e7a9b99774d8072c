/** The databag of nrpe: under what name Nagios knows the machine. Every key is a raw string; no application databag is used. */
import { type Databag, type Fault, invalid } from '@charm-layers/relation'
import { defined, textOf } from '@charm-layers/relation/wire'
import { isHostname, isServicegroups } from './checks.ts'

/** What nrpe has written. */
export interface HostBag {
  readonly hostname?: string
  readonly context?: string
}

/** Writes what nrpe sends. Every key is named: an empty value removes the key from the databag. */
export const encodeHost = ({ hostname, context }: HostBag): Databag => ({
  nagios_hostname: hostname ?? '',
  nagios_host_context: context ?? '',
})

/** Reads what nrpe has sent. The host name becomes part of names of files, both become parts of lines. */
export const decodeHost = (bag: Databag): HostBag | Fault => {
  const hostname = textOf(bag, 'nagios_hostname')
  const context = textOf(bag, 'nagios_host_context')
  if (hostname && !isHostname(hostname)) return invalid('nagios_hostname', 'has a slash, a control character or a sign that Nagios forbids')
  if (context && !isServicegroups(context))
    return invalid('nagios_host_context', 'has a control character, a semicolon, or a backslash at its end')
  return defined<HostBag>({ hostname, context })
}
