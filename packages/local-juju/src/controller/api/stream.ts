import type { IncomingMessage } from 'node:http'
import { type Duplex, PassThrough } from 'node:stream'
import { findApplication, findUnit, must } from '../../model/lookup.ts'
import { absenceOf } from '../../model/power.ts'
import { Refused } from '../../model/refused.ts'
import type { Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import { SYSTEM_ENVIRONMENT } from '../../system-environment.ts'
import type { Models } from '../models/models.ts'
import { frame, readFrames } from './frames.ts'
import type { StreamRequest } from './requests.ts'

/** Connects a command on a machine with the asking client: `juju ssh`. Frames are described at `openStream` of client.ts. */
export async function serveStream(models: Models, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  const controller = new AbortController()
  socket.on('error', () => controller.abort())
  socket.on('close', () => controller.abort())
  try {
    const header = request.headers['x-request']
    const body = JSON.parse(Buffer.from(typeof header === 'string' ? header : '', 'base64').toString()) as StreamRequest
    const runtime = models.get(body.model)
    const model = runtime.store.read()
    const id = machineIdOf(model, body.target)
    const machine = runtime.machines.up(id)
    if (machine === undefined) throw new Refused(absenceOf(must(model.machines[id], `machine ${id}`)))
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: stdio\r\n\r\n')
    const stdin = new PassThrough()
    readFrames(socket, head, (channel, data) => {
      if (channel !== 0) return
      if (data.length === 0) stdin.end()
      else stdin.write(data)
    })
    const result = await machine.run(body.argv, {
      env: SYSTEM_ENVIRONMENT,
      cwd: '/',
      user: body.user,
      stdin,
      onStdout: (chunk) => socket.write(frame(1, chunk)),
      onStderr: (chunk) => socket.write(frame(2, chunk)),
      signal: controller.signal,
      drainMs: 0,
    })
    socket.end(frame(3, Buffer.from(String(result.code ?? 255))))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const answer = JSON.stringify({ error: { message, code: error instanceof Refused ? error.code : null } })
    socket.end(
      `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(answer)}\r\nconnection: close\r\n\r\n${answer}`,
    )
  }
}

function machineIdOf(model: Frozen<Model>, target: string): string {
  if (/^\d+$/.test(target)) {
    if (model.machines[target] === undefined) throw new Refused(`machine ${target} not found`, 'not found')
    return target
  }
  const [name = '', rest] = target.split('/')
  if (rest !== 'leader') return findUnit(model, target).machine
  const { leader } = findApplication(model, name)
  if (leader === null) throw new Refused(`could not determine leader for "${name}"`)
  return findUnit(model, leader).machine
}
