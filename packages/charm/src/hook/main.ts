/** The entry point of a packed charm: `dispatch` runs it once for every hook and action. */
import type { Charm } from '../define/charm.ts'
import { CharmError, messageOf } from '../errors.ts'
import { realClock, realHost } from '../host/real/index.ts'
import { isRestricted, parseIdentity, proxiesOf } from '../juju/environment.ts'
import { parseEvent } from '../juju/event.ts'
import { connect } from '../juju/index.ts'
import { maskSecrets } from '../juju/plain-text.ts'
import { runHook } from './run.ts'

/**
 * Runs a charm for the event in the environment; with `--plan` it prints what a hook would do. Sets the exit status and never throws.
 * Gives whether anything was changed.
 */
export async function main(charm: Charm): Promise<boolean> {
  const env = process.env
  const plan = process.argv.includes('--plan')
  if (!plan && isRestricted(env)) return false
  try {
    const identity = parseIdentity(env)
    const event = plan ? ({ type: 'plan' } as const) : parseEvent(env)
    const tools = await connect(env)
    try {
      const { plan: lines, changed } = await runHook(charm, event, identity, { tools, host: realHost(proxiesOf(env)), clock: realClock })
      for (const line of lines) process.stdout.write(`${line}\n`)
      if (plan && lines.length === 0) process.stdout.write('nothing to do\n')
      return changed
    } finally {
      // Not awaited: the agent has answered every call, and the process ends next, which closes the connection as well.
      void tools.close()
    }
  } catch (error) {
    // A bug of the charm, or a refusal of Juju. The hook fails, so Juju discards what it wrote, logs this text, shows the unit in error
    // and retries.
    process.stderr.write(`${maskSecrets(error instanceof Error ? (error.stack ?? error.message) : messageOf(error))}\n`)
    if (error instanceof CharmError && error.hint) process.stderr.write(`${maskSecrets(error.hint)}\n`)
    process.exitCode = 1
    return false
  }
}
