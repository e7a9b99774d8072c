// What it takes until a deployed model is ready: hooks, calls to Juju, starts of services and seconds, from the record of a running model
// of `npm start`. Run it right after that, before anything else is done to the model.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { call, dataDirectory, journalFiles } from '@charm-layers/local-juju'

const root = dirname(dirname(import.meta.dirname))
const dataDir = dataDirectory(process.env)
const services = ['trove-api', 'trove-taskmanager', 'trove-conductor']
/** Seconds from its first hook in which a single unit is to be active. */
const bar = 60
/** Starts of one service: the first, and one restart. */
const mostStarts = 2

interface Line {
  readonly unit: string
  readonly kind: string
  readonly start: string
  readonly end: string
  readonly tools: Readonly<Record<string, number>>
}

const juju = (...args: readonly string[]): string =>
  execFileSync(join(root, 'bin', 'juju'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 })

/** Counts how often systemd has started a service, the times it did so by itself among them. */
const startsOf = (model: string, unit: string, service: string): number =>
  Number(
    juju(
      'ssh',
      '-m',
      model,
      unit,
      'sudo',
      'journalctl',
      '--quiet',
      '--output=cat',
      '-u',
      service,
      '|',
      'grep',
      '-c',
      '^Started',
      '||',
      'true',
    ),
  )

async function figuresOf(model: string, directory: string) {
  const { model: state } = await call(dataDir, 'snapshot', { model })
  const lines: readonly Line[] = readFileSync(journalFiles(directory).trace, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const units = Object.values(state.units).filter(({ application }) => application === 'trove')
  return units.map(({ name, workloadStatus }) => {
    const ready = Date.parse(workloadStatus.since)
    const hooks = lines.filter(({ unit, kind, start }) => unit === name && kind === 'hook' && Date.parse(start) <= ready)
    const first = Date.parse(hooks[0]?.start ?? '')
    return {
      unit: name,
      hooks: hooks.length,
      calls: hooks.reduce((sum, { tools }) => sum + Object.values(tools).reduce((total, number) => total + number, 0), 0),
      starts: Object.fromEntries(services.map((service) => [service, startsOf(model, name, service)])),
      secondsInHooks: hooks.reduce((sum, { start, end }) => sum + Date.parse(end) - Date.parse(start), 0) / 1000,
      secondsToActive: (ready - first) / 1000,
      isActive: workloadStatus.status === 'active',
    }
  })
}

const models = (await call(dataDir, 'models', {})).filter(({ name }) => name === 'trove' || name === 'trove-ha')
if (models.length === 0) throw new Error('no model of npm start is up; run npm start, npm start -- --ha, or both first')
const found = await Promise.all(models.map(async ({ name, directory }) => ({ model: name, units: await figuresOf(name, directory) })))
const missed = found.flatMap(({ model, units }) =>
  units.flatMap(({ unit, starts, secondsToActive, isActive }) => [
    ...(isActive ? [] : [`${unit} of ${model} is not active`]),
    ...Object.entries(starts).flatMap(([service, number]) =>
      number > mostStarts ? [`${service} of ${unit} was started ${number} times`] : [],
    ),
    ...(model === 'trove' && secondsToActive > bar ? [`${unit} took more than ${bar} s from its first hook`] : []),
  ]),
)
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ models: found, missed })}\n`)
else {
  for (const { model, units } of found) {
    console.log(`model ${model}, from the first hook of each unit until it was active`)
    for (const one of units)
      console.log(
        `  ${one.unit}  ${one.secondsToActive.toFixed(1)} s, ${one.secondsInHooks.toFixed(1)} s of it in ${one.hooks} hooks, ${one.calls} calls to Juju; starts: ` +
          Object.entries(one.starts)
            .map(([service, number]) => `${service} ${number}`)
            .join(', '),
      )
  }
  for (const one of missed) console.log(`missed: ${one}`)
}
process.exitCode = missed.length === 0 ? 0 : 1
