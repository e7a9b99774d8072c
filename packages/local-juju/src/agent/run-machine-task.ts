import { must } from '../model/lookup.ts'
import { SYSTEM_ENVIRONMENT } from '../system-environment.ts'
import type { AgentParts } from './parts.ts'
import { textResult } from './task-output.ts'

/** Runs a command of `juju exec --machine`: as root, outside of any hook context. */
export async function runMachineTask(parts: AgentParts, id: string, signal: AbortSignal): Promise<void> {
  const { store } = parts
  const { receiver, command } = must(store.read().tasks[id], `task ${id}`)
  const machine = parts.machine(receiver)
  if (machine === undefined) return
  store.change((model, now) => Object.assign(must(model.tasks[id], `task ${id}`), { status: 'running', started: now }))
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
  const { code } = await machine.run(['/bin/bash', '-c', command ?? ''], {
    env: SYSTEM_ENVIRONMENT,
    cwd: '/',
    onStdout: (chunk) => stdout.push(chunk),
    onStderr: (chunk) => stderr.push(chunk),
    signal: AbortSignal.any([signal, parts.connection(receiver), parts.cancellation(id)]),
    drainMs: 100,
  })
  const results = {
    'return-code': code ?? -1,
    ...textResult('stdout', Buffer.concat(stdout)),
    ...textResult('stderr', Buffer.concat(stderr)),
  }
  const cancelled = parts.cancellation(id).aborted
  store.change((model, now) =>
    Object.assign(must(model.tasks[id], `task ${id}`), { status: cancelled ? 'aborted' : 'completed', results, completed: now }),
  )
}
