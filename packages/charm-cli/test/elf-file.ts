/** Makes the smallest Linux program that says which libraries it needs; it cannot be run. */

/** Texts one after the other, each ended by a zero, and where each begins. */
const strings = (texts: readonly string[]): { readonly bytes: Buffer; readonly at: (text: string) => number } => {
  const bytes = Buffer.from(`\0${texts.map((text) => `${text}\0`).join('')}`, 'latin1')
  return { bytes, at: (text) => bytes.indexOf(`${text}\0`, 1, 'latin1') }
}

const words = (...values: readonly number[]): Buffer => {
  const buffer = Buffer.alloc(values.length * 4)
  for (const [at, value] of values.entries()) buffer.writeUInt32LE(value, at * 4)
  return buffer
}

const halves = (...values: readonly number[]): Buffer => {
  const buffer = Buffer.alloc(values.length * 2)
  for (const [at, value] of values.entries()) buffer.writeUInt16LE(value, at * 2)
  return buffer
}

const long = (value: number): Buffer => words(value, 0)

/** Lays out a program for a machine by its number in ELF (62 is amd64), which is linked to libraries with these versions of symbols. */
export const elfFile = (machine: number, libraries: Readonly<Record<string, readonly string[]>>): Buffer => {
  const names = strings([...Object.keys(libraries), ...Object.values(libraries).flat()])
  const dynamic = Buffer.concat([...Object.keys(libraries).flatMap((name) => [long(1), long(names.at(name))]), long(0), long(0)])
  const versioned = Object.entries(libraries).filter(([, versions]) => versions.length > 0)
  const needed = Buffer.concat(
    versioned.flatMap(([name, versions], library) => [
      halves(1, versions.length),
      words(names.at(name), 16, library === versioned.length - 1 ? 0 : 16 + versions.length * 16),
      ...versions.flatMap((version, at) => [words(0, 0), words(names.at(version), at === versions.length - 1 ? 0 : 16)]),
    ]),
  )
  const header = Buffer.alloc(64)
  header.write('7f454c46020101', 'hex')
  header.writeUInt16LE(machine, 18)
  const parts = [names.bytes, dynamic, needed]
  const places = parts.map((_, at) => 64 + parts.slice(0, at).reduce((sum, part) => sum + part.length, 0))
  const section = (type: number, part: number, entries: number): Buffer =>
    Buffer.concat([
      words(0, type),
      long(0),
      long(0),
      long(places[part] ?? 0),
      long(parts[part]?.length ?? 0),
      words(1, entries),
      Buffer.alloc(16),
    ])
  const sections = [Buffer.alloc(64), section(3, 0, 0), section(6, 1, 0), section(0x6ffffffe, 2, versioned.length)]
  header.writeBigUInt64LE(BigInt(64 + parts.reduce((sum, part) => sum + part.length, 0)), 0x28)
  header.writeUInt16LE(64, 0x3a)
  header.writeUInt16LE(sections.length, 0x3c)
  return Buffer.concat([header, ...parts, ...sections])
}
