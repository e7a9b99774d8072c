/** Plays a controller that boots a machine and never comes to an end by itself: the test kills it. */
import { openMachines } from '../../src/machines/index.ts'

const [dataDir = ''] = process.argv.slice(2)
const machines = await openMachines({ dataDir })
const machine = await machines.start('0', { hostname: 'juju-test-0' })
process.stdout.write(`${machine.pid}\n`)
setInterval(() => {}, 1000)
