import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { call } from './api/client.ts'

/** Exit status of a controller that finds another one on its data directory, which may not answer yet. */
export const ANOTHER_RUNS = 75

/** How long a controller may take until it answers. */
const START_MS = 20_000

/**
 * Starts the controller of a data directory unless one answers; it goes on when the caller ends.
 *
 * @throws {Error} when it does not answer within 20 seconds, with the last line of its log
 */
export async function ensureController(dataDir: string): Promise<void> {
  if (await answers(dataDir)) return
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const log = join(dataDir, 'controller.log')
  const output = openSync(log, 'a', 0o600)
  const main = join(dirname(import.meta.filename), `main${extname(import.meta.filename)}`)
  // The same flags as this process: from sources it needs their condition.
  const child = spawn(process.execPath, [...process.execArgv, main, '--data', dataDir], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  let failed = false
  child.once('exit', (code) => {
    failed = code !== ANOTHER_RUNS
  })
  child.unref()
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; ) {
    if (await answers(dataDir)) return
    if (failed) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const last = readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? ''
  throw new Error(`the controller of ${dataDir} did not start${last === '' ? '' : `: ${last}`} (more in ${log})`)
}

async function answers(dataDir: string): Promise<boolean> {
  try {
    await call(dataDir, 'ping', {})
    return true
  } catch {
    return false
  }
}
