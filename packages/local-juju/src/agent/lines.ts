/** Longest message that Juju's agent logs of one line. */
const LONGEST = 4096

/** Cuts output into lines as it comes and hands on each whole one; `end` hands on the rest. Lines are cut at 4096 bytes. */
export function lineSplitter(onLine: (line: string) => void): { push(chunk: Buffer): void; end(): void } {
  let rest = Buffer.alloc(0)
  const emit = (line: Buffer): void => {
    for (let at = 0; at < Math.max(line.length, 1); at += LONGEST)
      onLine(
        line
          .subarray(at, at + LONGEST)
          .toString()
          .replace(/\r$/, ''),
      )
  }
  return {
    push: (chunk) => {
      rest = Buffer.concat([rest, chunk])
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        emit(rest.subarray(0, end))
        rest = rest.subarray(end + 1)
      }
    },
    end: () => {
      if (rest.length > 0) emit(rest)
      rest = Buffer.alloc(0)
    },
  }
}
