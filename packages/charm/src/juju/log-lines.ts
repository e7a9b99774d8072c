/** Splits a text for `juju-log`, which takes one line as an argument. */

// Linux takes 128 KiB for one argument; a log line of more than this helps nobody anyway.
const LONGEST_LINE = 64 * 1024

/** Splits a text into lines that fit into one argument each; blank lines and NULs go. */
export const logLines = (text: string): readonly string[] =>
  text
    .replaceAll('\0', '')
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const pieces: string[] = []
      let rest = Buffer.from(line)
      while (rest.length > LONGEST_LINE) {
        // Back to the start of a character: continuation bytes look like 10xxxxxx.
        let end = LONGEST_LINE
        while (((rest[end] ?? 0) & 0xc0) === 0x80) end -= 1
        pieces.push(rest.subarray(0, end).toString())
        rest = rest.subarray(end)
      }
      return [...pieces, rest.toString()]
    })
