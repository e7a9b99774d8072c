/** Splits a text for `juju-log`, which gets each line as an argument. */

// Linux allows 128 KiB for one argument. Half of that leaves room, and is more than anybody reads in one line.
const LONGEST_LINE = 64 * 1024

/** Splits a text into lines that fit into one argument each, and drops blank lines and NULs. */
export const logLines = (text: string): readonly string[] =>
  text
    .replaceAll('\0', '')
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const pieces: string[] = []
      let rest = Buffer.from(line)
      while (rest.length > LONGEST_LINE) {
        // Cut at the start of a character: the later bytes of a character in UTF-8 look like 10xxxxxx.
        let end = LONGEST_LINE
        while (((rest[end] ?? 0) & 0xc0) === 0x80) end -= 1
        pieces.push(rest.subarray(0, end).toString())
        rest = rest.subarray(end)
      }
      return [...pieces, rest.toString()]
    })
