import { createSocket } from 'node:dgram'
import { connect, createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connections, isListening, parseListening } from '../../src/host/real/listening.ts'

const server = createServer()
const port = (): number => {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())))

test('reads the port of listening sockets only', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue
   0: 00000000:224B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:9C40 0100007F:224B 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 20 4 30 10 -1
   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000
`
  expect(parseListening(table, 'tcp')).toEqual([8779, 8080])
  const udp = table.replaceAll(' 0A ', ' 07 ')
  expect(parseListening(udp, 'udp')).toEqual([8779, 8080])
  expect(parseListening(udp, 'tcp')).toEqual([])
})

test('sees a server while it listens', () => {
  expect(isListening(port(), 'tcp')).toBe(true)
  expect(isListening(1, 'tcp')).toBe(false)
})

test('counts the connections to a port', async () => {
  expect(connections(port())).toBe(0)
  const clients = await Promise.all(
    [1, 2].map(
      () =>
        new Promise<ReturnType<typeof connect>>((resolve) => {
          const client = connect(port(), '127.0.0.1', () => resolve(client))
        }),
    ),
  )
  expect(connections(port())).toBe(2)
  await Promise.all(clients.map((client) => new Promise((resolve) => client.on('close', resolve).destroy())))
  await expect.poll(() => connections(port())).toBe(0)
})

test('tells UDP from TCP', async () => {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  expect(isListening(socket.address().port, 'udp')).toBe(true)
  expect(isListening(port(), 'udp') && isListening(socket.address().port, 'tcp')).toBe(false)
  await new Promise<void>((resolve) => void socket.close(() => resolve()))
})
