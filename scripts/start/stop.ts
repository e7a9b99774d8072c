/** `npm stop`: takes the models down, ends the controller when nothing else is on it, and looks whether anything is left. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { call, ensureController, leftoversOf, removeMachines } from '@charm-layers/local-juju'
import { makeBoard } from './board.ts'
import { highlyAvailable, single } from './deployment.ts'
import { dataDir, isRunning } from './juju.ts'

const patience = 120_000
const board = makeBoard(process.stdout)

const until = async (test: () => Promise<boolean>): Promise<boolean> => {
  for (const end = performance.now() + patience; performance.now() < end; ) {
    if (await test()) return true
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return false
}

/** A process that has ended has no command line any more, even while its parent has not collected its exit status. */
const isAlive = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''
  } catch {
    return false
  }
}

/** Removes a model in the ordinary way; if that fails, removes its machines directly. Gives what is left of it. */
async function remove(name: string): Promise<readonly string[]> {
  const model = (await call(dataDir, 'models', {})).find((one) => one.name === name)
  if (!model) return []
  board.set(name, 'destroying')
  await call(dataDir, 'destroy-model', { model: name, force: true })
  const gone = await until(async () => !(await call(dataDir, 'models', {})).some((one) => one.name === name))
  if (!gone) await removeMachines(model.directory)
  board.set(name, gone ? 'gone' : 'did not end by itself: its machines were removed', gone ? 'good' : 'bad')
  return leftoversOf(model.directory)
}

/** Removes the models of `npm start`, and ends the controller when nothing else is on it. */
async function stop(): Promise<readonly string[]> {
  const folder = join(dataDir, 'models')
  if (!(await isRunning()) && (!existsSync(folder) || readdirSync(folder).length === 0)) return []
  await ensureController(dataDir)
  const left = [...(await remove(single.model)), ...(await remove(highlyAvailable.model))]
  const others = await call(dataDir, 'models', {})
  if (others.length === 0) {
    board.set('controller', 'ending')
    const { pid } = await call(dataDir, 'ping', {})
    await call(dataDir, 'stop', { keepMachines: false })
    // The controller stops answering a moment before its process has ended.
    const ended = await until(async () => !isAlive(pid))
    board.set('controller', ended ? 'ended' : 'does not end', ended ? 'good' : 'bad')
  } else board.set('controller', `goes on for ${others.map(({ name }) => name).join(', ')}`, 'good')
  return left
}

const left = await stop()
board.end()
if (left.length > 0) {
  console.error(`\nStill there:\n  ${left.join('\n  ')}`)
  process.exit(1)
}
console.log('\nNothing is left. npm start brings it up again.')
