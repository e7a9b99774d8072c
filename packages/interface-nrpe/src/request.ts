/** The databag of nrpe: under what name Nagios knows the machine. Every key is a raw string; no application databag is used. */
import type { Databag, Fault } from '@charm-layers/relation'
import { definedOrFault, parsedOf, parseLabel } from '@charm-layers/relation/wire'
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
export const decodeHost = (bag: Databag): HostBag | Fault =>
  definedOrFault<HostBag>({
    hostname: parsedOf(
      bag,
      'nagios_hostname',
      (text) => (isHostname(text) ? text : undefined),
      'has a slash, a control character, a sign that Nagios forbids, or blanks around it, or is a word such as None',
    ),
    context: parsedOf(
      bag,
      'nagios_host_context',
      (text) => (isServicegroups(text) ? parseLabel(text) : undefined),
      'has a control character, a semicolon, a backslash at its end, or blanks around it, or is a word such as None',
    ),
  })
