/**
 * Runs a Mojo specification with whatever `juju` is first on the path: `node mojo.ts SPECIFICATION [--keep]`. It works in a model of
 * its own, which it removes at the end unless told to keep it.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Phase, parseManifest } from './manifest.ts'
import { parseStatus } from './status.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { keep: { type: 'boolean', default: false } } })
const spec = resolve(positionals[0] ?? '.')
const local = mkdtempSync(join(tmpdir(), 'mojo-'))
const model = `functional-${process.pid}`
const env = {
  ...process.env,
  JUJU_MODEL: model,
  MOJO_SPEC: basename(spec),
  MOJO_SPEC_DIR: spec,
  MOJO_LOCAL_DIR: local,
  MOJO_PROJECT: 'functional',
  MOJO_STAGE: '',
  MOJO_WORKSPACE: model,
}
// Ctrl-C also ends the programs that run here. This program goes on to its end, where it removes the model.
let interrupted = false
process.on('SIGINT', () => {
  interrupted = true
})
const told = { ok: 0, skip: [] as string[], fail: [] as string[] }

/** Runs a program, passes on what it prints, and counts the results among it. */
function run(file: string, args: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<void> {
  return new Promise((done, refuse) => {
    const child = spawn(file, args, { cwd: spec, env: { ...env, ...settings }, stdio: ['ignore', 'pipe', 'inherit'] })
    let rest = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = `${rest}${text}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (line.startsWith('ok ')) told.ok += 1
        if (line.startsWith('skip ')) told.skip.push(line.slice(6))
        if (line.startsWith('FAIL ')) told.fail.push(line.slice(6))
        console.log(`    ${line}`)
      }
    })
    child.once('error', refuse)
    child.once('close', (code) => (code === 0 ? done() : refuse(new Error(`${basename(file)} ended with exit status ${code}`))))
  })
}

/** Waits until all agents are idle and all workloads active, three looks in a row. A unit that stays in error ends it. */
async function checkWait(seconds: number): Promise<void> {
  let [calm, errors, last] = [0, 0, '']
  for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
    if (interrupted) throw new Error('interrupted')
    const { stdout } = spawnSync('juju', ['status', '--format', 'json'], { env, encoding: 'utf8' })
    const units = parseStatus(stdout || '{}')
    const restless = units.filter(({ workload, agent }) => workload !== 'active' || agent !== 'idle')
    last = restless.map(({ name, workload, message, agent }) => `${name}: ${workload} ${message} (${agent})`).join('; ')
    calm = units.length > 0 && restless.length === 0 ? calm + 1 : 0
    errors = units.some(({ workload }) => workload === 'error') ? errors + 1 : 0
    if (calm >= 3) return
    if (errors > 45) break
    await new Promise((resolved) => setTimeout(resolved, 2000))
  }
  throw new Error(`not all units are ready: ${last || 'there are none'}`)
}

async function runPhase({ name, config, settings, line }: Phase): Promise<void> {
  const file = config === undefined ? undefined : join(spec, config)
  switch (name) {
    case 'script':
    case 'verify':
    case 'build':
      if (file === undefined) break
      return await run(file, [], settings)
    case 'bundle':
      if (file === undefined) break
      return await run('juju', ['deploy', file])
    case 'juju-check-wait':
      return await checkWait(Number(settings.timeout ?? 1800))
    case 'sleep':
      return await new Promise((done) => setTimeout(done, Number(config ?? 0) * 1000))
  }
  throw new Error(`manifest, line ${line}: this runner does not know the phase "${name}"${config === undefined ? ' without config=' : ''}`)
}

const phases = parseManifest(readFileSync(join(spec, 'manifest'), 'utf8'), env)
let failed = false
try {
  await run('juju', ['add-model', model])
  for (const phase of phases) {
    const start = performance.now()
    console.log(`${phase.name} ${phase.config ?? ''}`)
    try {
      if (interrupted) throw new Error('interrupted')
      await runPhase(phase)
    } catch (error) {
      failed = true
      console.log(`    ${error instanceof Error ? error.message : String(error)}`)
      console.log(`${phase.name} ${phase.config ?? ''} failed after ${((performance.now() - start) / 1000).toFixed(1)} s`)
      if (!interrupted) {
        await run('juju', ['status']).catch(() => undefined)
        const log = spawnSync('juju', ['debug-log', '--replay', '--no-tail'], { env, encoding: 'utf8', maxBuffer: 1 << 28 })
        for (const line of log.stdout.trimEnd().split('\n').slice(-200)) console.log(`    ${line}`)
      }
      break
    }
    console.log(`    ${((performance.now() - start) / 1000).toFixed(1)} s`)
  }
} finally {
  if (values.keep) console.log(`kept: model ${model}, ${local}`)
  else {
    await run('juju', ['destroy-model', '--no-prompt', '--force', model]).catch((error: unknown) => console.log(String(error)))
    rmSync(local, { recursive: true, force: true })
  }
}
console.log(`\n${told.ok} held, ${told.fail.length} failed, ${told.skip.length} skipped`)
for (const one of told.fail) console.log(`failed   ${one}`)
for (const one of told.skip) console.log(`skipped  ${one}`)
process.exitCode = failed || told.fail.length > 0 ? 1 : 0
