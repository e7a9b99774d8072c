// Reading the log's file while it grows.
import { closeSync, openSync, readSync } from 'node:fs'
import type { LogLine } from '../../controller/models/journal.ts'

const parseLine = (line: string): LogLine[] => {
  try {
    return [JSON.parse(line) as LogLine]
  } catch {
    // A line cut short by a crash of the controller is no line.
    return []
  }
}

/** Opens the log for reading; each call gives the lines that have come since the last. */
export const readLog = (file: string): { next: () => readonly LogLine[] } => {
  let position = 0
  let rest = ''
  const chunk = Buffer.alloc(1 << 20)
  return {
    next: () => {
      let descriptor: number
      try {
        descriptor = openSync(file, 'r')
      } catch {
        return []
      }
      try {
        const parts: Buffer[] = []
        for (
          let count = readSync(descriptor, chunk, 0, chunk.length, position);
          count > 0;
          count = readSync(descriptor, chunk, 0, chunk.length, position)
        ) {
          parts.push(Buffer.from(chunk.subarray(0, count)))
          position += count
        }
        const whole = rest + Buffer.concat(parts).toString()
        const end = whole.lastIndexOf('\n') + 1
        rest = whole.slice(end)
        return whole
          .slice(0, end)
          .split('\n')
          .filter((line) => line !== '')
          .flatMap(parseLine)
      } finally {
        closeSync(descriptor)
      }
    },
  }
}
