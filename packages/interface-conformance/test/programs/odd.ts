/** Answers JSON that is no answer, in every way it can. */
import { createInterface } from 'node:readline'

const STATES = [
  'null',
  '[]',
  '{}',
  '{"state": "maybe"}',
  '{"state": "waiting"}',
  '{"state": "invalid"}',
  '{"state": "ready"}',
  '{"error": "no idea"}',
]
const BAGS = ['{"unit": []}', '{"unit": {"username": 7}}', '7']
let questions = 0
for await (const line of createInterface({ input: process.stdin })) {
  const answers = line.startsWith('{"do":"write"') ? BAGS : STATES
  console.log(answers[questions % answers.length])
  questions += 1
}
