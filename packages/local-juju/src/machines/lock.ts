/** Locks between processes, which end with their holder however it ends. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { hasCode, readJson } from './files.ts'
import { identify, isAlive, isProcessId } from './processes.ts'
import { poll } from './wait.ts'

/** Says how to wait for a lock. */
export interface LockOptions {
  readonly timeoutMs: number
  readonly onWait?: (pid: number) => void
}

const take = async (path: string, { timeoutMs, onWait }: LockOptions): Promise<void> => {
  mkdirSync(dirname(path), { recursive: true })
  let toldAbout: number | undefined
  const mine = await poll(
    () => {
      try {
        writeFileSync(path, JSON.stringify(identify(process.pid)), { flag: 'wx' })
        return true
      } catch (error) {
        if (!hasCode(error, 'EEXIST')) throw error
      }
      const holder = readJson(path)
      if (!isProcessId(holder) || !isAlive(holder)) rmSync(path, { force: true })
      else if (toldAbout !== holder.pid) {
        toldAbout = holder.pid
        onWait?.(holder.pid)
      }
      return undefined
    },
    timeoutMs,
    100,
  )
  if (!mine) throw new Error(`process ${toldAbout} has held the lock '${path}' for ${timeoutMs / 1000} s: is it stuck?`)
}

/** Does something that only one process may do at a time. */
export const withLock = async <T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> => {
  await take(path, options)
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}
