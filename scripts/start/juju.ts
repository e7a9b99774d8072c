/** The `juju` command of this checkout, and the controller behind it. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { call, dataDirectory, type Frozen, type Model } from '@charm-layers/local-juju'

export const root: string = join(import.meta.dirname, '..', '..')

/** Where the controller keeps what it knows: the same place for every use of the command. */
export const dataDir: string = dataDirectory(process.env)

export interface Said {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command of juju and collects what it says. */
export const juju = (...words: readonly string[]): Promise<Said> =>
  new Promise((resolve, reject) => {
    const child = spawn(join(root, 'bin', 'juju'), words, { stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }))
  })

/** Runs a command of juju that has to succeed. */
export async function mustJuju(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await juju(...words)
  if (code !== 0) throw new Error(`juju ${words[0]}: ${stderr.trim() || stdout.trim() || `exit status ${code}`}`)
  return stdout
}

/** Gives a model now, or as soon as it is newer than a version. */
export const readModel = (model: string, after?: number): Promise<{ readonly version: number; readonly model: Frozen<Model> }> =>
  call(dataDir, 'snapshot', { model, ...(after === undefined ? {} : { after, waitMs: 1000 }) })

/** Whether a controller answers. */
export const isRunning = (): Promise<boolean> =>
  call(dataDir, 'ping', {}).then(
    () => true,
    () => false,
  )
