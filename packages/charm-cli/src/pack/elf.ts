/** Reads from a Linux program which shared libraries it needs, and of which versions (ELF, 64 bit, little-endian). */

/** The libraries that a program is linked to, each with the versions of symbols that it needs of it, such as `GLIBC_2.28`. */
export type Needs = ReadonlyMap<string, readonly string[]>

interface Section {
  readonly type: number
  readonly offset: number
  readonly size: number
  /** The number of the section with the names. */
  readonly link: number
  readonly entries: number
}

const types = { dynamic: 6, versionsNeeded: 0x6ffffffe }
/** The tag of an entry of the dynamic section that names a library. */
const needed = 1n

const sectionsOf = (program: Buffer): readonly Section[] => {
  const [at, size, count] = [Number(program.readBigUInt64LE(0x28)), program.readUInt16LE(0x3a), program.readUInt16LE(0x3c)]
  return Array.from({ length: count }, (_, index) => {
    const header = program.subarray(at + index * size, at + (index + 1) * size)
    return {
      type: header.readUInt32LE(4),
      offset: Number(header.readBigUInt64LE(0x18)),
      size: Number(header.readBigUInt64LE(0x20)),
      link: header.readUInt32LE(0x28),
      entries: header.readUInt32LE(0x2c),
    }
  })
}

const isElf = (program: Buffer): boolean =>
  program.length > 0x40 && program.readUInt32BE(0) === 0x7f454c46 && program.readUInt16BE(4) === 0x0201

/** Gives what a program needs; undefined when it is no program for a 64 bit Linux, or damaged. */
export const needsOf = (program: Buffer): Needs | undefined => {
  if (!isElf(program)) return undefined
  try {
    return readNeeds(program)
  } catch (error) {
    // Headers that point beyond the end.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const readNeeds = (program: Buffer): Needs => {
  const sections = sectionsOf(program)
  const name = (of: Section, at: number): string => {
    const start = (sections[of.link]?.offset ?? 0) + at
    return program.toString('latin1', start, program.indexOf(0, start))
  }
  const needs = new Map<string, string[]>()
  for (const section of sections.filter(({ type }) => type === types.dynamic)) {
    for (let at = section.offset; at < section.offset + section.size; at += 16) {
      if (program.readBigUInt64LE(at) === needed) needs.set(name(section, Number(program.readBigUInt64LE(at + 8))), [])
    }
  }
  for (const section of sections.filter(({ type }) => type === types.versionsNeeded)) {
    let at = section.offset
    for (let library = 0; library < section.entries; library += 1) {
      const found = needs.get(name(section, program.readUInt32LE(at + 4)))
      let version = at + program.readUInt32LE(at + 8)
      for (let count = program.readUInt16LE(at + 2); count > 0; count -= 1) {
        found?.push(name(section, program.readUInt32LE(version + 8)))
        version += program.readUInt32LE(version + 12)
      }
      at += program.readUInt32LE(at + 12)
    }
  }
  return needs
}
