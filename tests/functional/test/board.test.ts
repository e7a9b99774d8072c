import { expect, test } from 'vitest'
import { duration, makeBoard } from '../../../scripts/start/board.ts'

/** What is written where there is no terminal, without the times. */
function shown(use: (board: ReturnType<typeof makeBoard>) => void): readonly string[] {
  let text = ''
  const write = (more: string): void => {
    text += more
  }
  const board = makeBoard({ isTTY: false, columns: 80, hasColors: () => false, write })
  use(board)
  board.end()
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/\s+\d+\.\d s$/, ' (time)').trim())
}

test('writes a line for each change, with the time when a part is there', () => {
  const lines = shown((board) => {
    board.set('trove', 'waiting')
    board.set('trove', 'waiting')
    board.set('trove', 'active Unit is ready', 'good')
  })
  expect(lines).toEqual(['trove          waiting', 'trove          active Unit is ready (time)'])
})

test('says nothing of an agent that runs hooks while all stays as it is', () => {
  const lines = shown((board) => {
    board.set('trove', 'active', 'good')
    board.set('trove', 'active', 'busy')
    board.set('trove', 'active', 'good')
  })
  expect(lines).toHaveLength(1)
})

test('says times as a person would', () => {
  expect([400, 59_940, 82_000, 605_000].map(duration)).toEqual(['0.4 s', '59.9 s', '1 m 22 s', '10 m  5 s'])
})
