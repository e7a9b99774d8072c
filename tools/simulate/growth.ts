/** What a hook costs in a model of 3, 9, 27 and 81 units, and how that grows. */
import { type Model, simulate } from '@charm-layers/charm-testing'

interface Cost {
  readonly units: number
  readonly hooks: number
  /** Milliseconds of processor time for one hook. */
  readonly milliseconds: number
}

async function costOf(make: (units: number) => Model, units: number): Promise<Cost> {
  const used = process.cpuUsage()
  const { hooks } = await simulate(make(units), { seeds: Math.ceil(9 / units), undisturbed: true })
  const { user, system } = process.cpuUsage(used)
  return { units, hooks, milliseconds: (user + system) / 1000 / hooks }
}

/** Fits a line: gives what a hook costs for itself, and for each unit that it sees. */
function lineOf(costs: readonly Cost[]): { readonly base: number; readonly each: number } {
  const points = costs.map(({ units, milliseconds }) => ({ x: units - 1, y: milliseconds }))
  const mean = (of: (point: { x: number; y: number }) => number): number => points.reduce((sum, one) => sum + of(one), 0) / points.length
  const [x, y] = [mean((one) => one.x), mean((one) => one.y)]
  const each = mean((one) => (one.x - x) * (one.y - y)) / mean((one) => (one.x - x) ** 2)
  return { base: y - each * x, each }
}

/** Measures, and tells each line as soon as it is known. */
export async function tellGrowth(make: (units: number) => Model, tell: (line: string) => void): Promise<void> {
  await costOf(make, 3)
  const costs: Cost[] = []
  for (const units of [3, 9, 27, 81]) {
    const { hooks, milliseconds } = await costOf(make, units)
    costs.push({ units, hooks, milliseconds })
    tell(`  ${String(units).padStart(3)} units  ${String(hooks).padStart(7)} hooks  ${milliseconds.toFixed(3)} ms a hook`)
  }
  const { base, each } = lineOf(costs)
  const [small, large] = [costs.at(-2), costs.at(-1)]
  if (!small || !large) return
  // How a hook's cost grows with the units that it sees: 0 is not at all, 1 is linear, 2 is quadratic.
  const exponent = Math.log(large.milliseconds / small.milliseconds) / Math.log((large.units - 1) / (small.units - 1))
  const order =
    exponent < 0.2 ? 'constant' : exponent < 1.2 ? 'at most linear' : exponent < 2.2 ? 'at most quadratic' : 'more than quadratic'
  const line = `${base.toFixed(3)} ms and ${(each * 1000).toFixed(1)} µs for each unit that a hook sees`
  tell(`  growth: ${line}: ${order} (exponent ${exponent.toFixed(2)} from 27 to 81 units)`)
}
