/** `npm start`: from nothing to an answer of the Trove API, with one line a part. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import {
  call,
  checkRequirements,
  ensureController,
  type Frozen,
  findMachine,
  type Model,
  shownWorkloadStatus,
} from '@charm-layers/local-juju'
import { packCharm } from '../../tests/functional/pack.ts'
import { type Board, type Mood, makeBoard } from './board.ts'
import { highlyAvailable, single } from './deployment.ts'
import { dataDir, juju, mustJuju, readModel, root } from './juju.ts'
import { prove } from './proof.ts'

const deployment = process.argv.includes('--ha') ? highlyAvailable : single
const modelName = deployment.model
const applications = Object.keys(deployment.units)
const patience = 15 * 60_000
/** A failed hook is tried again; a unit in error for longer than this will not recover by itself. */
const errorPatience = 90_000
/** When all agents have been idle for this long, nothing more will happen before the next update-status, and perhaps not then. */
const idlePatience = 120_000

/** Ends the program with what an operator needs to go on. */
async function giveUp(board: Board, model: Frozen<Model>, why: string): Promise<never> {
  board.end()
  console.error(`\n${why}\n`)
  console.error(await juju('status', '-m', modelName).then(({ stdout }) => stdout.trimEnd()))
  const worst = Object.values(model.units).find((unit) => !isDone(model, unit.name)) ?? Object.values(model.units)[0]
  if (worst) {
    const log = ['debug-log', '-m', modelName, '--replay', '--no-tail', '--include', worst.name]
    const { stdout } = await juju(...log)
    console.error(`\nLast lines of the log of ${worst.name}:\n${stdout.trimEnd().split('\n').slice(-15).join('\n')}`)
    console.error(`\nLook further:  npm run juju -- ${log.join(' ')}\n               npm run juju -- ssh -m ${modelName} ${worst.name}`)
  }
  process.exit(1)
}

const isDone = (model: Frozen<Model>, name: string): boolean => {
  const unit = model.units[name]
  return unit?.workloadStatus.status === 'active' && unit.error === null && unit.agentStatus.status === 'idle'
}

const unitsOf = (model: Frozen<Model>, application: string) => Object.values(model.units).filter((unit) => unit.application === application)

/** Whether an application has all its units, and each is active and idle. */
const isReady = (model: Frozen<Model>, application: string): boolean => {
  const units = unitsOf(model, application)
  return units.length === deployment.units[application] && units.every(({ name }) => isDone(model, name))
}

/** Shows one line for each application that has one unit, else one for each unit. */
function showApplications(board: Board, model: Frozen<Model>): void {
  for (const application of applications) {
    for (const unit of unitsOf(model, application)) {
      const { status, message } = shownWorkloadStatus(model, unit)
      const mood: Mood = isDone(model, unit.name) ? 'good' : status === 'error' ? 'bad' : 'busy'
      const part = deployment.units[application] === 1 ? application : unit.name
      board.set(part, message === '' ? status : `${status.padEnd(11)} ${message}`, mood)
    }
  }
}

function showMachines(board: Board, model: Frozen<Model>): void {
  const all = Object.values(model.machines)
  const up = all.filter(({ status }) => status.status === 'started')
  const broken = all.find(({ instanceStatus }) => instanceStatus.status === 'provisioning error')
  if (broken) board.set('machines', broken.instanceStatus.message, 'bad')
  else if (up.length === all.length) board.set('machines', `${all.length} booted, ${up[0]?.base}`, 'good')
  else {
    const said = all.find(({ status }) => status.status !== 'started')?.instanceStatus.message ?? ''
    const doing = said.startsWith('success') ? '' : said
    board.set('machines', `${up.length} of ${all.length} booted${doing === '' ? '' : `, ${doing}`}`)
  }
}

/** Waits until every unit is active and idle, and stays so for a second. */
async function settle(board: Board): Promise<Frozen<Model>> {
  let { version, model } = await readModel(modelName)
  const end = performance.now() + patience
  let [doneSince, errorSince, idleSince]: (number | undefined)[] = []
  for (;;) {
    showMachines(board, model)
    showApplications(board, model)
    const now = performance.now()
    const done = applications.every((name) => isReady(model, name))
    doneSince = done ? (doneSince ?? now) : undefined
    if (doneSince !== undefined && now - doneSince > 1000) return model
    const units = Object.values(model.units)
    const inError = units.find(({ error }) => error !== null)
    errorSince = inError ? (errorSince ?? now) : undefined
    if (inError && errorSince !== undefined && now - errorSince > errorPatience)
      await giveUp(board, model, `${inError.name} is in error: ${inError.error?.message ?? ''}`)
    const idle = units.length > 0 && units.every(({ agentStatus }) => agentStatus.status === 'idle')
    idleSince = idle ? (idleSince ?? now) : undefined
    if (idleSince !== undefined && now - idleSince > idlePatience)
      await giveUp(board, model, 'All agents are idle, and not all units are ready.')
    if (now > end) await giveUp(board, model, `Not all units are ready after ${patience / 60_000} minutes.`)
    ;({ version, model } = await readModel(modelName, done ? undefined : version))
    if (done) await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function packAll(board: Board): Promise<void> {
  for (const name of applications) {
    board.set(`${name}.charm`, 'packing')
    const { size } = await packCharm(name)
    board.set(`${name}.charm`, `packed, ${(size / 1e6).toFixed(1)} MB`, 'good')
  }
}

/** Whether the model is there with everything in it. */
async function isDeployed(): Promise<boolean> {
  if (!existsSync(join(dataDir, 'models'))) return false
  // After a reboot of the host the model exists, but no controller runs.
  await ensureController(dataDir)
  const models = await call(dataDir, 'models', {})
  if (!models.some(({ name, life }) => name === modelName && life === 'alive')) return false
  const { model } = await readModel(modelName)
  return applications.every((name) => unitsOf(model, name).length > 0)
}

async function deploy(board: Board): Promise<void> {
  await packAll(board)
  board.set('model', 'starting')
  const models: unknown = JSON.parse(await mustJuju('models', '--format', 'json'))
  const names = JSON.stringify(models)
  if (!names.includes(`"short-name":"${modelName}"`)) await mustJuju('add-model', modelName)
  await mustJuju('deploy', '-m', modelName, join(root, 'tests', 'functional', deployment.bundle))
  if (deployment.hasVip) await mustJuju('config', '-m', modelName, 'trove', `vip=${await freeAddress()}`)
  board.set('model', 'deployed', 'good')
}

/** Gives an address of the model's network that no machine is given. */
const freeAddress = async (): Promise<string> => (await mustJuju('local', 'free-address', '-m', modelName)).trim()

/** One line on the memory of everything that runs for the model. */
async function memory(model: Frozen<Model>): Promise<string> {
  const { pid } = await call(dataDir, 'ping', {})
  const directory = (await call(dataDir, 'models', {})).find(({ name }) => name === modelName)?.directory ?? ''
  const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`
  // A subordinate unit is on its principal's machine.
  const parts = Object.values(model.units)
    .filter(({ principal }) => principal === null)
    .map(({ name, machine }): [string, number] => [name, findMachine(directory, machine)?.memory() ?? 0])
  parts.push(['controller', residentOf(pid)])
  const total = parts.reduce((sum, [, bytes]) => sum + bytes, 0)
  return `Memory  ${mib(total)}  (${parts.map(([name, bytes]) => `${name} ${mib(bytes)}`).join(', ')})`
}

const residentOf = (pid: number): number => {
  const line = /^RssAnon:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1] ?? 0) * 1024
}

const requirements = await checkRequirements()
if (requirements.kind === 'impossible') {
  console.error(`npm start cannot run here: ${requirements.reason}`)
  process.exit(1)
}
const board = makeBoard(process.stdout)
try {
  if (await isDeployed()) board.set('model', 'is up already', 'good')
  else await deploy(board)
  const model = await settle(board)
  board.end()
  console.log(`\n${(await mustJuju('status', '-m', modelName)).trimEnd()}\n`)
  console.log(await memory(model))
  const keystone = model.machines[model.units['keystone/0']?.machine ?? '']?.addresses[0]?.value ?? ''
  console.log(await prove(modelName, keystone))
  console.log(`\nnpm run juju -- status -m ${modelName}   looks at it;   npm stop   takes it down`)
} catch (error) {
  board.end()
  console.error(`\n${error instanceof Error ? error.message : String(error)}`)
  const model = await readModel(modelName).catch(() => undefined)
  if (model) await giveUp(board, model.model, 'npm start has failed.')
  process.exit(1)
}
