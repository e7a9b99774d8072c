/** Answers twice and ends. */
import { createInterface } from 'node:readline'

let questions = 0
for await (const _ of createInterface({ input: process.stdin })) {
  questions += 1
  if (questions <= 2) {
    console.log('{"state": "absent"}')
    continue
  }
  console.error('out of memory, say')
  process.exit(7)
}
