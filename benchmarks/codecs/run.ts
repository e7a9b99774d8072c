// What an interface costs: one read and one write of a ready relation, our packages against charmhelpers, on the same databags. Both run in a
// loop in a warm process, in turns; every figure is a median over the rounds, of processor time, so that other programs do not count. How
// databags come from Juju is no part of the figures: they are there, parsed, on both sides. No process is started.
import { join } from 'node:path'
import { installed, startPython, versionOf, whyNoPython } from '../../tests/interop/python.ts'
import { firstUnit, viewOf } from '../../tests/interop/relation.ts'
import { type Case, cases } from './cases.ts'

const BAR = 20
const rounds = Number(process.env.ROUNDS ?? 11)
/** How long one side runs before it is the other's turn. */
const SLICE = 0.05

const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN

interface Loop {
  readonly seconds: number
  readonly found: unknown
}

const loopOf = (value: unknown): Loop => {
  if (typeof value !== 'object' || value === null || !('seconds' in value) || !('found' in value)) throw new Error('no figures from Python')
  return { seconds: Number(value.seconds), found: value.found }
}

if (whyNoPython !== undefined) throw new Error(`the peer of this benchmark is charmhelpers: ${whyNoPython}`)
const python = startPython(join(import.meta.dirname, 'python_side.py'), installed())

let sink: unknown

/** From databags to the text of what has changed, which a hook tool would be given, so many times. */
const ours = ({ relation, read, write }: Case, times: number): number => {
  const start = process.cpuUsage()
  for (let at = 0; at < times; at += 1) {
    const view = viewOf(relation)
    const state = read(view)
    const changed: Record<string, string> = {}
    for (const [key, value] of Object.entries(write(view).unit ?? {})) if (value !== (view.localUnitData[key] ?? '')) changed[key] = value
    sink = [state, JSON.stringify(changed)]
  }
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

const theirs = async ({ name, relation, config = {}, request }: Case, times: number): Promise<Loop> => {
  const unit = firstUnit(relation.ours)
  const bags = { endpoint: relation.endpoint, units: relation.theirs.units, local_unit: relation.ours.units[unit] }
  const world = { unit, config, hook_relation: `${relation.endpoint}:1`, relations: { [`${relation.endpoint}:1`]: bags } }
  return loopOf(await python.call('loop', { name, world, request, times }))
}

const isEmpty = (found: unknown): boolean =>
  !found || (Array.isArray(found) ? found.length === 0 : typeof found === 'object' && Object.keys(found).length === 0)

const figures: { readonly name: string; readonly ours: number; readonly theirs: number; readonly ratio: number }[] = []
for (const one of cases) {
  const { state } = one.read(viewOf(one.relation))
  if (state !== 'ready') throw new Error(`${one.name}: our packages find the relation ${state}`)
  const { found } = await theirs(one, 1)
  if (isEmpty(found)) throw new Error(`${one.name}: charmhelpers finds nothing in the relation`)
  // Both are warmed up, and then find out how often they can do it in a slice.
  ours(one, 5000)
  const oursTimes = Math.ceil(SLICE / (ours(one, 5000) / 5000))
  const theirTimes = Math.ceil(SLICE / ((await theirs(one, 200)).seconds / 200))
  const [own, other]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    own.push(oursTimes / ours(one, oursTimes))
    other.push(theirTimes / (await theirs(one, theirTimes)).seconds)
  }
  const [mine, others] = [median(own), median(other)]
  figures.push({ name: one.name.replace('_', '-'), ours: mine, theirs: others, ratio: mine / others })
}
python.stop()
if (sink === undefined) throw new Error('nothing was read')

if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ rounds, bar: BAR, figures })}\n`)
else {
  const count = (value: number): string => Math.round(value).toLocaleString('en').padStart(11)
  const lines = figures.map(
    ({ name, ours, theirs, ratio }) =>
      `  ${name.padEnd(18)}${count(ours)}${count(theirs)}   ${ratio.toFixed(1).padStart(6)} x${ratio < BAR ? '   below the bar' : ''}`,
  )
  process.stdout.write(
    [
      `one relation read and written, times a second; medians of ${rounds} rounds in turns`,
      `  ${''.padEnd(18)}${'ours'.padStart(11)}${`charmhelpers ${versionOf('charmhelpers')}`.padStart(20)}   (bar ${BAR} x)`,
      ...lines,
      '',
    ].join('\n'),
  )
}
process.exitCode = figures.some(({ ratio }) => ratio < BAR) ? 1 : 0
