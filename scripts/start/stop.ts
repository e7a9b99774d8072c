/** `npm stop`: takes the model down, ends the controller when nothing else is on it, and looks whether anything is left. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { call, ensureController, leftoversOf, removeMachines } from '@charm-layers/local-juju'
import { makeBoard } from './board.ts'
import { dataDir, isRunning, modelName } from './juju.ts'

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

/** Removes the model in the ordinary way; if that fails, removes its machines directly. */
async function stop(): Promise<readonly string[]> {
  const folder = join(dataDir, 'models')
  if (!(await isRunning()) && (!existsSync(folder) || readdirSync(folder).length === 0)) return []
  await ensureController(dataDir)
  const model = (await call(dataDir, 'models', {})).find(({ name }) => name === modelName)
  if (model) {
    board.set('model', 'destroying')
    await call(dataDir, 'destroy-model', { model: modelName, force: true })
    const gone = await until(async () => !(await call(dataDir, 'models', {})).some(({ name }) => name === modelName))
    if (!gone) await removeMachines(model.directory)
    board.set('model', gone ? 'gone' : 'did not end by itself: its machines were removed', gone ? 'good' : 'bad')
  }
  const others = await call(dataDir, 'models', {})
  if (others.length === 0) {
    board.set('controller', 'ending')
    const { pid } = await call(dataDir, 'ping', {})
    await call(dataDir, 'stop', { keepMachines: false })
    // The controller stops answering a moment before its process has ended.
    const ended = await until(async () => !isAlive(pid))
    board.set('controller', ended ? 'ended' : 'does not end', ended ? 'good' : 'bad')
  } else board.set('controller', `goes on for ${others.map(({ name }) => name).join(', ')}`, 'good')
  return model ? leftoversOf(model.directory) : []
}

const left = await stop()
board.end()
if (left.length > 0) {
  console.error(`\nStill there:\n  ${left.join('\n  ')}`)
  process.exit(1)
}
console.log('\nNothing of the model is left. npm start brings it up again.')
