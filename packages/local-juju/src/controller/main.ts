import { mkdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { agentTools } from '../agent/tool-host.ts'
import { startController } from './controller.ts'
import { ANOTHER_RUNS } from './ensure.ts'
import { fakeMachines } from './machines/fake.ts'
import { systemdMachines } from './machines/systemd.ts'
import { claim } from './single.ts'

const { values } = parseArgs({ options: { data: { type: 'string' } } })
const dataDir = values.data
if (dataDir === undefined) {
  process.stderr.write('usage: main --data DIRECTORY\n')
  process.exit(2)
}
mkdirSync(dataDir, { recursive: true, mode: 0o700 })
if (!(await claim(dataDir))) {
  process.stderr.write(`another controller runs on ${dataDir}\n`)
  process.exit(ANOTHER_RUNS)
}
// Plain processes instead of machines: for tests, where a unit needs no machine of its own.
const source = process.env.LOCAL_JUJU_MACHINES === 'fake' ? fakeMachines() : systemdMachines()
const tools = agentTools((error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`))
const controller = await startController(dataDir, { source, tools, random: Math.random })
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void controller.stop(true))
await controller.ended
process.exit(0)
