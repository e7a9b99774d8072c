/** Restarts services without losing requests: clients are led away first, and come back when the services listen again. */
import type { DrainedStep } from '../../define/steps/index.ts'
import { onMachine, type Round } from './change.ts'
import { notRunning, portsOf } from './running.ts'

/** How often to look whether requests have ended, in milliseconds. */
const pause = 250

/** Waits until nobody is connected to the ports of a service any more; no longer than its requests get. */
async function awaitRequests({ service, secondsToFinish }: DrainedStep, round: Round): Promise<void> {
  const ports = portsOf(service, round).flatMap((port) => (port.endsWith('/tcp') ? [Number.parseInt(port, 10)] : []))
  const end = round.clock.monotonic() + secondsToFinish * 1000
  while (ports.some((port) => round.host.connections(port) > 0) && round.clock.monotonic() < end) await round.clock.sleep(pause)
}

const without = (path: string, { host }: Round): void => onMachine(`Removing ${path}`, () => host.removeFile(path))

/**
 * Calls `restart` while clients are away from these services, and waits until they are back. A kill at any point leaves at most the
 * files, which the next hook removes.
 */
export async function drainedRestart(drains: readonly DrainedStep[], round: Round, restart: () => Promise<void>): Promise<void> {
  const { host, clock } = round
  const noticed = (): Promise<void> => clock.sleep(Math.max(...drains.map(({ secondsToNotice }) => secondsToNotice)) * 1000)
  for (const { file } of drains)
    onMachine(`Writing ${file}`, () => host.writeFile(file, { content: '', mode: 0o644, owner: 'root', group: 'root' }))
  try {
    await noticed()
    await Promise.all(drains.map((drain) => awaitRequests(drain, round)))
    await restart()
    // What is wrong is told at the end of the hook. Until then nobody is led to the service.
    if ((await notRunning(round)) !== undefined) return
  } finally {
    for (const { file } of drains) without(file, round)
  }
  await noticed()
}
