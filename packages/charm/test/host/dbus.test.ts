/** The vectors hold what a real systemd was sent and has answered: two units listed, four properties, and one that does not exist. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { encodeCalls } from '../../src/host/real/dbus/encode.ts'
import { callSystemd } from '../../src/host/real/dbus/index.ts'
import recorded from './vectors/systemd.json' with { type: 'json' }

const { calls, greeting } = recorded
const received = Buffer.from(recorded.received, 'base64')

let folder: string
let close = (): void => undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dbus-'))
})
afterEach(() => {
  close()
  close = () => undefined
  rmSync(folder, { recursive: true })
})

const listen = async (answer: (socket: Socket) => void): Promise<string> => {
  const path = join(folder, 'private')
  const server = createServer(answer)
  close = () => void server.close()
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return path
}

test('calls are the bytes that systemd has understood', () => {
  expect(encodeCalls(calls).toString('base64')).toBe(recorded.sent)
})

test.each([1, 7, 100_000])('answers are read, %i bytes at a time', async (size) => {
  const path = await listen((socket) => {
    const all = Buffer.concat([Buffer.from(greeting), received])
    for (let at = 0; at < all.length; at += size) socket.write(all.subarray(at, at + size))
  })
  const answers = await callSystemd(path, calls)
  const journald = '/org/freedesktop/systemd1/unit/systemd_2djournald_2eservice'
  const nonesuch = '/org/freedesktop/systemd1/unit/nonesuch_2eservice'
  expect(answers).toEqual([
    [
      [
        ['systemd-journald.service', 'Journal Service', 'loaded', 'active', 'running', '', journald, 0, '', '/'],
        ['nonesuch.service', 'nonesuch.service', 'not-found', 'inactive', 'dead', '', nonesuch, 0, '', '/'],
      ],
    ],
    ['static'],
    [0],
    [0],
    [11209292913],
    undefined,
  ])
})

test.each([
  ['refuses', 'REJECTED EXTERNAL\r\n', 'systemd refuses'],
  ['answers in big endian', `${greeting}B${'\0'.repeat(40)}`, 'big endian'],
])('a systemd that %s is an error, and no wait', async (_, text, message) => {
  const path = await listen((socket) => socket.end(text))
  await expect(callSystemd(path, calls)).rejects.toThrow(message)
})

test('one that hangs up is an error', async () => {
  const path = await listen((socket) => socket.resume().end())
  await expect(callSystemd(path, calls)).rejects.toThrow('closed the connection')
})

test('a socket that nobody listens on is an error', async () => {
  await expect(callSystemd(join(folder, 'private'), calls)).rejects.toThrow('ENOENT')
})

test('a call of any length is encoded', () => {
  const [first] = calls
  const long = 'ü'.repeat(20_000)
  const bytes = encodeCalls([{ ...(first ?? { path: '', interface: '', member: '' }), args: [long, [long, 'b']] }])
  expect(bytes.includes(Buffer.from(long))).toBe(true)
  // The head holds the length of the body: one text, then a list of two. Each text comes after its length and before a NUL.
  const body = 4 + 40_001 + 3 + 4 + 4 + 40_001 + 3 + 4 + 2
  expect(bytes.readUInt32LE(4)).toBe(body)
})
