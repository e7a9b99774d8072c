/**
 * Both sides of the nrpe-external-master interface (endpoint of the same name, scope container), and the files of checks. The monitored
 * charm provides the endpoint, nrpe requires it.
 *
 * @example
 * ```ts
 * provides: { 'nrpe-external-master': nrpe },
 * desired: ({ identity, relations }) =>
 *   relations['nrpe-external-master'].clients.map((nagios) =>
 *     when(nagios.request, ({ hostname, context }) => {
 *       const checks = [serviceCheck('trove-api', unitText(identity.unit, context))]
 *       const files = checkFiles(checks, { hostname }).map(({ path, content }) => file(path, content, { restarts: 'nagios-nrpe-server' }))
 *       return [...files, nagios.reply({ checks, primary: true })]
 *     }),
 *   )
 * ```
 */
import type { Interface } from '@charm-layers/relation'
import { type NagiosName, type NrpeChecks, provides } from './provides.ts'
import { type NrpeClient, requires } from './requires.ts'

/** The nrpe-external-master interface. */
export const nrpe: Interface<NagiosName, NrpeChecks, NrpeClient> = { requires, provides, scope: 'container' }

export type { Sections } from './answer.ts'
export type { Check, InitSystem } from './checks.ts'
export {
  deferredRestartsCheck,
  findPlugin,
  haproxyChecks,
  nagiosHostname,
  PLUGIN_DIRECTORIES,
  serviceCheck,
  statusFile,
  unitText,
} from './checks.ts'
export type { NagiosHost, NrpeFile } from './files.ts'
export { COMMAND_DIRECTORY, checkFiles, commandFile, EXPORT_DIRECTORY, exportFile, staleExports, statusCronFile } from './files.ts'
export type { CustomCheck, LocalChecks, LocalCommand } from './local.ts'
export type { NagiosName, NrpeChecks } from './provides.ts'
export type { NrpeClient, RemoteCheck } from './requires.ts'
export type { Yaml, YamlMapping } from './yaml.ts'
