/** Reads what a check of readiness needs of `juju status --format json`, ours or a real Juju's. */

export interface UnitState {
  readonly name: string
  readonly workload: string
  readonly message: string
  readonly agent: string
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

const record = (value: unknown, where: string): Readonly<Record<string, unknown>> => {
  if (value === undefined || value === null) return {}
  if (isRecord(value) && !Array.isArray(value)) return value
  throw new Error(`juju status: ${where} is no object`)
}

// A unit that has just been added may have no status yet, and a real Juju leaves empty fields out.
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const readUnit = (name: string, value: unknown): readonly UnitState[] => {
  const unit = record(value, name)
  const workload = record(unit['workload-status'], `the workload status of ${name}`)
  const agent = record(unit['juju-status'], `the agent status of ${name}`)
  const own = { name, workload: text(workload.current), message: text(workload.message), agent: text(agent.current) }
  return [own, ...readUnits(unit.subordinates, name)]
}

const readUnits = (value: unknown, of: string): readonly UnitState[] =>
  Object.entries(record(value, `the units of ${of}`)).flatMap(([name, unit]) => readUnit(name, unit))

/** Reads the units of a status, subordinates included. @throws Error that says what is not as it should be. */
export const parseStatus = (json: string): readonly UnitState[] => {
  const status = record(JSON.parse(json), 'the answer')
  return Object.entries(record(status.applications, 'applications')).flatMap(([name, one]) => readUnits(record(one, name).units, name))
}
