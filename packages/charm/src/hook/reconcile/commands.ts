/** Compares packages, commands and probes: the steps that start other programs. */

import type { CommandStep, PackagesStep, ProbeStep } from '../../define/steps/index.ts'
import { CharmError } from '../../errors.ts'
import type { Host, ServiceOnHost } from '../../host/host.ts'
import { plainText } from '../../juju/plain-text.ts'
import {
  type Change,
  type Command,
  lastLine,
  lookAtServices,
  mustSucceed,
  type Outcome,
  type Round,
  retried,
  StepFailed,
} from './change.ts'

export function packagesChange({ names }: PackagesStep, { host, clock }: Round): Change | undefined {
  const missing = names.filter((name) => host.facts.installed(name) === undefined)
  if (missing.length === 0) return undefined
  return {
    text: `install ${missing.join(' ')}`,
    announce: 'Installing packages',
    decidesAnew: true,
    act: async () => {
      mustSucceed(`Installing ${missing.join(' ')}`, await retried(clock, 3, 10_000, () => host.install(missing)))
    },
  }
}

/** How many seconds a program may take that only looks. */
const toAsk = 60

const commandOf = ({ argv, stdin, env, user, proxied }: CommandStep | (ProbeStep & { env?: undefined; proxied?: undefined })): Command => ({
  argv,
  ...(stdin === undefined ? {} : { stdin }),
  ...(env === undefined ? {} : { env }),
  ...(user === undefined ? {} : { user }),
  ...(proxied ? { proxied } : {}),
})

export async function commandChange(step: CommandStep, round: Round): Promise<Change | undefined> {
  const { host, findings, recorded } = round
  if (findings.has(step.name)) return undefined
  if (step.unless && (await host.run({ argv: step.unless, seconds: toAsk })).code === 0) return undefined
  return {
    text: `run ${step.name}`,
    ...(step.announce ? { announce: step.announce } : {}),
    decidesAnew: true,
    act: async () => {
      // The hook may have run for long since Juju said who leads, and what only the leader records, only the leader may do.
      if (step.records && !(await round.leads())) throw new StepFailed(`${step.name} is left to the unit that leads now`, true)
      const outcome = step.transient
        ? await runTransient(step, step.transient, round)
        : await retried(round.clock, step.tries ?? 1, 10_000, () => host.run(commandOf(step)))
      mustSucceed(step.name, outcome)
      findings.set(step.name, outcome.stdout)
      if (step.records) recorded.set(step.records.name, step.records.value)
    },
  }
}

/**
 * Gives the description of a transient unit. It says what the unit runs for, so that a unit which ran for something else is not taken for
 * this one.
 */
const aboutOf = ({ name, argv, records }: CommandStep): string => plainText(`${name}: ${records?.value ?? argv.join(' ')}`)

const isRunning = (unit: ServiceOnHost | undefined): boolean => unit?.substate === 'start' || unit?.substate === 'running'

const lookEvery = 500
/**
 * How many milliseconds from the start of the unit a hook waits for it: a migration may stand behind a lock of the database, and Juju runs
 * nothing else on the unit meanwhile. Later hooks, update-status at the latest, look once each.
 */
const longest = 300_000
/** How often to look before a unit that has not begun counts as gone: ten seconds in all. */
const queuedLooks = 20

/**
 * Gives the last words of the unit's own program. What systemd says about the unit, in the same journal, is left out, and so is what
 * earlier starts of the unit have said.
 */
async function lastWords(unit: string, host: Host): Promise<string> {
  const ask = async (...argv: readonly string[]) => (await host.run({ argv, seconds: toAsk })).stdout
  const id = (await ask('systemctl', 'show', '--property=InvocationID', '--value', `${unit}.service`)).trim()
  const match = /^[0-9a-f]{32}$/.test(id) ? `_SYSTEMD_INVOCATION_ID=${id}` : `_SYSTEMD_UNIT=${unit}.service`
  // What the program printed last may still be on its way into the journal.
  await ask('journalctl', '--sync')
  return lastLine(await ask('journalctl', match, '--lines=50', '--output=cat', '--no-pager'))
}

const minutesOf = (milliseconds: number): string => {
  const minutes = Math.max(1, Math.floor(milliseconds / 60_000))
  return minutes === 1 ? '1 minute' : `${minutes} minutes`
}

/**
 * Runs a command as a transient unit and waits for it, though not for ever: a hook that has waited long ends with the status `waiting`. The unit stays, exited, until the machine boots. So when a hook is killed while it
 * waits, the next hook finds how the command ended and does not run it a second time.
 */
async function runTransient(step: CommandStep, unit: string, { host, clock }: Round): Promise<Outcome> {
  const { name, argv, user, stdin, env, proxied } = step
  if (stdin !== undefined || env !== undefined || proxied)
    throw new CharmError('E_COMMAND', `command '${name}' is transient, which takes neither standard input nor an environment nor proxies`)
  const about = aboutOf(step)
  const look = async () => (await lookAtServices(host, [unit])).get(unit)
  const tell = async (what: string, ...argv: readonly string[]) => mustSucceed(`${what} ${name}`, await host.run({ argv }))
  let found = await look()
  const isOurs = found?.description === about
  if (isRunning(found) && !isOurs) throw new StepFailed(`${name} has to wait: ${unit} still runs for something else`, true)
  if (found?.substate === 'failed') await tell('clearing the failed', 'systemctl', 'reset-failed', unit)
  else if (found?.active && !isOurs) await tell('clearing the last', 'systemctl', 'stop', unit)
  const starts = !isOurs || !(found?.active || isRunning(found))
  if (starts)
    await tell(
      'starting',
      'systemd-run',
      `--unit=${unit}`,
      `--description=${about}`,
      '--service-type=oneshot',
      '--no-block',
      '--remain-after-exit',
      '--quiet',
      ...(user ? [`--uid=${user}`] : []),
      '--',
      ...argv,
    )
  // When systemd-run returns, systemd has only queued the start. Until the start begins, the unit looks as dead as a unit that is gone.
  const end = clock.monotonic() + longest
  for (let queued = starts ? queuedLooks : 0; ; queued -= 1) {
    found = await look()
    if (found?.substate === 'exited') return { code: 0, stdout: '', stderr: '' }
    const isDead = !found?.known || found.substate === 'dead'
    if (found?.substate === 'failed' || (isDead && queued <= 0)) {
      const words = await lastWords(unit, host)
      throw new StepFailed(`${name} failed (${found?.result || 'gone'})${words === '' ? '' : `: ${words}`}`)
    }
    const age = found?.age ?? 0
    if (age >= longest || clock.monotonic() >= end)
      throw new StepFailed(`${name} has run for ${minutesOf(age)} in ${unit}.service; the next hook looks again`, true)
    await clock.sleep(lookEvery)
  }
}

export function probeChange(step: ProbeStep, { host, findings }: Round): Change | undefined {
  if (findings.has(step.name)) return undefined
  return {
    text: `ask ${step.name}`,
    decidesAnew: true,
    act: async () => {
      findings.set(step.name, mustSucceed(step.name, await host.run({ ...commandOf(step), seconds: toAsk })).stdout)
    },
  }
}
