import {
  BOOL,
  BYTES,
  bootstrapTypes,
  type GobStruct,
  type GobType,
  type GobValue,
  INT,
  isStruct,
  STRING,
  UINT,
  WIRE_TYPE,
} from './types.ts'

/** Reads one direction of a gob stream. */
export interface GobReader {
  /**
   * Takes the bytes that have arrived, and gives the values that they complete.
   * @throws Error when the bytes are not a gob stream.
   */
  push(chunk: Uint8Array): readonly GobStruct[]
}

// Go allows 1 GiB. No value of Juju's comes near this limit, and a hook has to hold the message in memory.
const LARGEST = 2 ** 27
const DEEPEST = 16

const refuse = (why: string): Error => new Error(`not a gob stream of hook tools: ${why}`)

/**
 * Makes a cursor: a place in the bytes that have arrived, and the end of the message around it. It copies nothing, for speed: a hook is
 * too short for V8 to optimize this code.
 */
const cursor = (bytes: Buffer) => {
  let at = 0
  let end = bytes.length
  const skip = (length: number): number => {
    if (at + length > end) throw refuse('a value is longer than its message')
    at += length
    return at - length
  }
  const uint = (): number => {
    const first = bytes[skip(1)] ?? 0
    if (first < 128) return first
    if (first < 248) throw refuse('a number of more than eight bytes')
    let value = 0
    for (let from = skip(256 - first); from < at; from += 1) value = value * 256 + (bytes[from] ?? 0)
    if (!Number.isSafeInteger(value)) throw refuse('a number beyond 53 bits')
    return value
  }
  return {
    uint,
    int: (): number => {
      const value = uint()
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    },
    text: (): string => {
      const from = skip(uint())
      return bytes.toString('utf8', from, at)
    },
    bytes: (): Buffer => {
      const from = skip(uint())
      return bytes.subarray(from, at)
    },
    done: () => at >= end,
    /** Goes into the next message, and gives 0; when the message is not complete, gives how many bytes are missing at least. */
    enter: (): number => {
      end = bytes.length
      const left = end - at
      if (left === 0) return 1
      const first = bytes[at] ?? 0
      const lead = first < 128 ? 1 : 257 - first
      if (lead > 9) throw refuse('a message length of more than eight bytes')
      if (left < lead) return lead - left
      const start = at
      const length = uint()
      if (length > LARGEST) throw refuse('a message longer than 128 MiB')
      if (left >= lead + length) {
        end = at + length
        return 0
      }
      at = start
      return lead + length - left
    },
    /** Goes to the end of the message, past anything that was not read. */
    leave: () => {
      at = end
    },
    rest: (): Buffer => bytes.subarray(at),
  }
}

type Cursor = ReturnType<typeof cursor>

const decode = (types: ReadonlyMap<number, GobType>, id: number, from: Cursor, depth: number): GobValue => {
  if (depth > DEEPEST) throw refuse('types nested too deeply')
  if (id === BOOL) return from.uint() !== 0
  if (id === INT) return from.int()
  if (id === UINT) return from.uint()
  if (id === BYTES) return from.bytes()
  if (id === STRING) return from.text()
  const type = types.get(id)
  if (type === undefined) throw refuse(`type ${id} is not defined`)
  if ('element' in type) {
    const element = type.element
    if (typeof element !== 'number') throw refuse('a nested definition')
    const length = from.uint()
    const items: GobValue[] = []
    while (items.length < length) {
      // An element takes at least one byte, so a wrong length fails here before it fills the memory.
      if (from.done()) throw refuse('a list is longer than its message')
      items.push(decode(types, element, from, depth + 1))
    }
    return items
  }
  const found: [string, GobValue][] = []
  for (let index = -1, delta = from.uint(); delta !== 0; delta = from.uint()) {
    index += delta
    const field = type.fields[index]
    if (field === undefined || typeof field[1] !== 'number') throw refuse(`${type.name} has no field ${index}`)
    found.push([field[0], decode(types, field[1], from, depth + 1)])
  }
  return Object.fromEntries(found)
}

/** Makes a type of a definition in the stream. */
const typeOf = (wire: GobValue): GobType => {
  if (!isStruct(wire)) throw refuse('a definition that is no struct')
  if (isStruct(wire.SliceT)) return { name: '', element: number(wire.SliceT, 'Elem') }
  if (!isStruct(wire.StructT)) throw refuse('a type that is neither a struct nor a slice')
  const fields = wire.StructT.Field ?? []
  if (!Array.isArray(fields)) throw refuse('fields that are no list')
  return { name: text(wire.StructT, 'CommonType'), fields: fields.map((field) => [text(field, 'Name'), number(field, 'Id')] as const) }
}

/** Makes a reader of one stream. The writer of the stream may number its types in any way. */
export const createGobReader = (): GobReader => {
  const types = new Map<number, GobType>(bootstrapTypes)
  let chunks: Uint8Array[] = []
  let missing = 1

  const message = (from: Cursor): GobStruct | undefined => {
    const id = from.int()
    if (id < 0) {
      types.set(-id, typeOf(decode(types, WIRE_TYPE, from, 0)))
      return undefined
    }
    const value = decode(types, id, from, 0)
    if (!isStruct(value)) throw refuse('a value that is no struct')
    return value
  }

  return {
    push: (chunk) => {
      chunks.push(chunk)
      missing -= chunk.length
      if (missing > 0) return []
      const values: GobStruct[] = []
      // `concat` copies: the caller may use the memory of its chunk again.
      const from = cursor(Buffer.concat(chunks))
      for (missing = from.enter(); missing === 0; missing = from.enter()) {
        const value = message(from)
        if (value !== undefined) values.push(value)
        from.leave()
      }
      chunks = [from.rest()]
      return values
    },
  }
}

/** Reads a text field; absent means empty. */
export const text = (from: GobValue, field: string): string => {
  const value = isStruct(from) ? from[field] : undefined
  return typeof value === 'string' ? value : ''
}

/** Reads a number field; absent means 0. */
export const number = (from: GobValue, field: string): number => {
  const value = isStruct(from) ? from[field] : undefined
  return typeof value === 'number' ? value : 0
}

/** Reads a byte field; absent means empty. */
export const bytes = (from: GobValue, field: string): Uint8Array => {
  const value = isStruct(from) ? from[field] : undefined
  return value instanceof Uint8Array ? value : Buffer.alloc(0)
}
