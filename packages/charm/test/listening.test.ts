import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isListening, parseListening } from '../src/real-host/listening.ts'

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
  expect(parseListening(table)).toEqual([8779, 8080])
})

test('sees a server while it listens', () => {
  expect(isListening(port())).toBe(true)
  expect(isListening(1)).toBe(false)
})
