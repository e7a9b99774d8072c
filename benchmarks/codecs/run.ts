// Measures what an interface costs: one read and one write of a ready relation, our packages against charmhelpers, on the same databags.
// Both
// run in a loop in a warm process, and take turns. Every figure is a median of processor time over the rounds, so that other programs do
// not
// count. Both sides get parsed databags: how they come from Juju is not measured. No process is started.
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
const readAndWrite = ({ relation, read, write }: Case, times: number): number => {
  const start = process.cpuUsage()
  for (let at = 0; at < times; at += 1) {
    const view = viewOf(relation)
    const state = read(view)
    const changed: Record<string, string> = {}
    for (const [key, value] of Object.entries(write(view).unit ?? {})) if (value !== (view.localUnitData[key] ?? '')) changed[key] = value
    sink = [state, JSON.stringify(changed)]
  }
  return secondsSince(start)
}

const readOnly = ({ relation, read }: Case, times: number): number => {
  const start = process.cpuUsage()
  for (let at = 0; at < times; at += 1) sink = read(viewOf(relation))
  return secondsSince(start)
}

const secondsSince = (start: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

const inPython = async ({ name, relation, config = {}, request }: Case, times: number, writes: boolean): Promise<Loop> => {
  const unit = firstUnit(relation.ours)
  const bags = { endpoint: relation.endpoint, units: relation.theirs.units, local_unit: relation.ours.units[unit] }
  const world = { unit, config, hook_relation: `${relation.endpoint}:1`, relations: { [`${relation.endpoint}:1`]: bags } }
  return loopOf(await python.call('loop', { name, world, request, times, writes }))
}

interface Figures {
  /** Times a second. */
  readonly ours: number
  readonly theirs: number
  readonly ratio: number
}

/** Lets both sides work in turns. Each is warmed up, and then finds out how often it can do it in a slice. */
const compare = async (our: (times: number) => number, their: (times: number) => Promise<number>): Promise<Figures> => {
  our(5000)
  const ourTimes = Math.ceil((SLICE * 5000) / our(5000))
  const theirTimes = Math.ceil((SLICE * 200) / (await their(200)))
  const [own, other]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    own.push(ourTimes / our(ourTimes))
    other.push(theirTimes / (await their(theirTimes)))
  }
  return { ours: median(own), theirs: median(other), ratio: median(own) / median(other) }
}

const isEmpty = (found: unknown): boolean =>
  !found || (Array.isArray(found) ? found.length === 0 : typeof found === 'object' && Object.keys(found).length === 0)

const figures: { readonly name: string; readonly both: Figures; readonly reading: Figures }[] = []
for (const one of cases) {
  const { state } = one.read(viewOf(one.relation))
  if (state !== 'ready') throw new Error(`${one.name}: our packages find the relation ${state}`)
  const { found } = await inPython(one, 1, true)
  if (isEmpty(found)) throw new Error(`${one.name}: charmhelpers finds nothing in the relation`)
  const both = await compare(
    (times) => readAndWrite(one, times),
    async (times) => (await inPython(one, times, true)).seconds,
  )
  const reading = await compare(
    (times) => readOnly(one, times),
    async (times) => (await inPython(one, times, false)).seconds,
  )
  figures.push({ name: one.name, both, reading })
}
python.stop()
if (sink === undefined) throw new Error('nothing was read')

/** What the bar says, and what it does not. */
const HELD = [
  `  The bar of ${BAR} x is for reading and writing together, with charmhelpers' relation_set as its writer, which makes a file of YAML of what it`,
  '  writes: most of its time goes there. It is not for reading alone, where charmhelpers looks up a few keys of a dictionary.',
]
const slow = figures.filter(({ reading }) => reading.ratio < BAR).map(({ name }) => name)
const below = figures.filter(({ both }) => both.ratio < BAR)
if (process.argv.includes('--json'))
  process.stdout.write(
    `${JSON.stringify({ rounds, bar: BAR, barIsFor: 'read and relation_set together', belowBarReadAlone: slow, figures })}\n`,
  )
else {
  const count = (value: number): string => Math.round(value).toLocaleString('en').padStart(10)
  const line = ({ ours, theirs, ratio }: Figures): string => `${count(ours)}${count(theirs)}${ratio.toFixed(1).padStart(8)} x`
  process.stdout.write(
    [
      `one relation, times a second: ours, charmhelpers ${versionOf('charmhelpers')}, ratio; medians of ${rounds} rounds in turns`,
      `  ${''.padEnd(18)}${`read, and written (bar ${BAR} x)`.padStart(30)}${'read alone (no bar)'.padStart(30)}`,
      ...figures.map(({ name, both, reading }) => `  ${name.padEnd(18)}${line(both)}${line(reading)}`),
      ...below.map(({ name }) => `  ${name} is below the bar`),
      ...HELD,
      `  Read alone, ${slow.length} of ${figures.length} are below ${BAR} x${slow.length === 0 ? '' : `: ${slow.join(', ')}`}.`,
      '',
    ].join('\n'),
  )
}
process.exitCode = below.length > 0 ? 1 : 0
