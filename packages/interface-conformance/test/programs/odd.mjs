// Answers JSON that is no answer, in every way it can.
import { createInterface } from 'node:readline'

const answers = [
  'null',
  '[]',
  '{}',
  '{"state": "maybe"}',
  '{"state": "waiting"}',
  '{"state": "invalid"}',
  '{"state": "ready"}',
  '{"error": "no idea"}',
]
let count = 0
for await (const line of createInterface({ input: process.stdin })) {
  const write = JSON.parse(line).do === 'write'
  console.log(write ? ['{"unit": []}', '{"unit": {"username": 7}}', '7'][count % 3] : answers[count % answers.length])
  count += 1
}
