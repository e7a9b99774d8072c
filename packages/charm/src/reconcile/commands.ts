/** Packages, commands and probes: what starts other programs. */
import type { CommandStep, PackagesStep, ProbeStep } from '../step.ts'
import { type Bench, type Change, type Command, mustSucceed, type Outcome, retried, StepFailed } from './change.ts'

export function packagesChange({ names }: PackagesStep, { host, clock }: Bench): Change | undefined {
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

const commandOf = ({ argv, stdin, env, user }: CommandStep | (ProbeStep & { env?: undefined })): Command => ({
  argv,
  ...(stdin === undefined ? {} : { stdin }),
  ...(env === undefined ? {} : { env }),
  ...(user === undefined ? {} : { user }),
})

export async function commandChange(step: CommandStep, bench: Bench): Promise<Change | undefined> {
  const { host, findings, recorded } = bench
  if (findings.has(step.name)) return undefined
  if (step.unless && (await host.run({ argv: step.unless })).code === 0) return undefined
  return {
    text: `run ${step.name}`,
    ...(step.announce ? { announce: step.announce } : {}),
    decidesAnew: true,
    act: async () => {
      const outcome = step.transient ? await runTransient(step, step.transient, bench) : await host.run(commandOf(step))
      mustSucceed(step.name, outcome)
      findings.set(step.name, outcome.stdout)
      if (step.records) recorded.set(step.records.name, step.records.value)
    },
  }
}

/**
 * Runs a command as a transient unit and waits for it. The unit stays, exited, until the machine boots: a hook that was killed while it
 * waited finds there how the command ended, and does not run it a second time.
 */
async function runTransient({ name, argv, user }: CommandStep, unit: string, { host, clock }: Bench): Promise<Outcome> {
  const look = async () => (await host.services([unit])).get(unit)
  const before = await look()
  if (before?.known && !before.active && before.substate === 'failed')
    mustSucceed(`clearing the failed ${name}`, await host.run({ argv: ['systemctl', 'reset-failed', unit] }))
  if (!before?.active && before?.substate !== 'start')
    mustSucceed(
      `starting ${name}`,
      await host.run({
        argv: [
          'systemd-run',
          `--unit=${unit}`,
          '--service-type=oneshot',
          '--no-block',
          '--remain-after-exit',
          '--quiet',
          ...(user ? [`--uid=${user}`] : []),
          '--',
          ...argv,
        ],
      }),
    )
  for (;;) {
    const found = await look()
    if (found?.substate === 'exited') return { code: 0, stdout: '', stderr: '' }
    if (!found?.known || found.substate === 'failed' || found.substate === 'dead') {
      const journal = await host.run({ argv: ['journalctl', '--unit', unit, '--lines=1', '--output=cat', '--no-pager'] })
      throw new StepFailed(`${name} failed (${found?.result || 'gone'}): ${journal.stdout.trim().slice(0, 200)}`)
    }
    await clock.sleep(500)
  }
}

export function probeChange(step: ProbeStep, { host, findings }: Bench): Change | undefined {
  if (findings.has(step.name)) return undefined
  return {
    text: `ask ${step.name}`,
    decidesAnew: true,
    act: async () => {
      findings.set(step.name, mustSucceed(step.name, await host.run(commandOf(step))).stdout)
    },
  }
}
