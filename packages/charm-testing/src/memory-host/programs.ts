/** The part of the host in memory that starts programs: packages, commands, downloads. */
import type { Host, Outcome } from '@charm-layers/charm/ports'
import { badly, contentsOf, type Parts, well } from './parts.ts'
import { change, start } from './services.ts'

const optionOf = (argv: readonly string[], name: string): string | undefined =>
  argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(`--${name}=`.length)

/** Runs the command of a transient unit at once, and leaves the unit as systemd would. */
function runTransient(parts: Parts, argv: readonly string[]): Outcome {
  const unit = optionOf(argv, 'unit') ?? ''
  const user = optionOf(argv, 'uid')
  const command = { argv: argv.slice(argv.indexOf('--') + 1), ...(user === undefined ? {} : { user }) }
  parts.did.ran.push(command)
  const { code } = { ...well, ...parts.state.commands?.(command) }
  parts.services.delete(unit)
  const how = { active: code === 0, since: parts.clock.now(), substate: code === 0 ? 'exited' : 'failed' }
  change(parts, unit, { description: optionOf(argv, 'description') ?? unit, ...how })
  return well
}

function install(parts: Parts, names: readonly string[]): Outcome {
  const missing = names.find((name) => contentsOf(parts, name) === false)
  if (missing !== undefined) return badly(`E: Unable to locate package ${missing}`, 100)
  for (const name of names) {
    const has = contentsOf(parts, name)
    if (has === false) continue
    parts.packages.set(name, has.version)
    parts.did.installed.push(name)
    // A package starts the services that it brings, except those that are masked.
    for (const of of has.services ?? []) if (!parts.services.get(of)?.masked) start(parts, of)
    for (const of of has.services ?? []) change(parts, of, { enabled: true })
  }
  return well
}

/** Makes the part of the host that starts programs. */
export const memoryPrograms = (parts: Parts): Pick<Host, 'install' | 'run' | 'fetch'> => ({
  install: async (names) => install(parts, names),
  fetch: async (url) => {
    const text = parts.state.urls?.[url]
    return text === undefined ? badly(`${new URL(url).hostname} cannot be reached`) : { ...well, stdout: text }
  },
  run: async (command) => {
    const [program, verb, unit = ''] = command.argv
    if (program === 'systemd-run') return runTransient(parts, command.argv)
    if (program === 'systemctl' && (verb === 'stop' || verb === 'reset-failed')) parts.services.delete(unit)
    // The runtime's own questions to systemd are not listed as commands of the charm.
    if (program !== 'journalctl' && program !== 'systemctl') parts.did.ran.push(command)
    return { ...well, ...parts.state.commands?.(command) }
  },
})
