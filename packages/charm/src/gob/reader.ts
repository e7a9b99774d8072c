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
  /** Takes what arrived and gives the values that are complete with it. Throws when the bytes are not a gob stream. */
  push(chunk: Uint8Array): readonly GobStruct[]
}

// Go's own limit of a message.
const LARGEST = 2 ** 30
const DEEPEST = 16

const refuse = (why: string): Error => new Error(`not a gob stream of hook tools: ${why}`)

/** A place in a message, with the two number forms of gob. */
const cursor = (bytes: Uint8Array, start = 0) => {
  let at = start
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw refuse('a value is longer than its message')
    at += length
    return bytes.subarray(at - length, at)
  }
  const uint = (): number => {
    const first = take(1)[0] ?? 0
    if (first < 128) return first
    if (first < 248) throw refuse('a number of more than eight bytes')
    const value = take(256 - first).reduce((sum, byte) => sum * 256 + byte, 0)
    if (!Number.isSafeInteger(value)) throw refuse('a number beyond 53 bits')
    return value
  }
  const int = (): number => {
    const value = uint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
  return { take, uint, int, at: () => at, done: () => at >= bytes.length }
}

type Cursor = ReturnType<typeof cursor>

const decode = (types: ReadonlyMap<number, GobType>, id: number, from: Cursor, depth: number): GobValue => {
  if (depth > DEEPEST) throw refuse('types nested too deeply')
  if (id === BOOL) return from.uint() !== 0
  if (id === INT) return from.int()
  if (id === UINT) return from.uint()
  // Copied, so that a small result does not keep a large buffer alive.
  if (id === BYTES) return Uint8Array.from(from.take(from.uint()))
  if (id === STRING) return Buffer.from(from.take(from.uint())).toString()
  const type = types.get(id)
  if (type === undefined) throw refuse(`type ${id} is not defined`)
  if ('element' in type) {
    const element = type.element
    if (typeof element !== 'number') throw refuse('a nested definition')
    const length = from.uint()
    const items: GobValue[] = []
    while (items.length < length) {
      // An element takes at least one byte, so a wrong length ends here and not in memory.
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

/** Turns a definition off the wire into a type. */
const typeOf = (wire: GobValue): GobType => {
  if (!isStruct(wire)) throw refuse('a definition that is no struct')
  if (isStruct(wire.SliceT)) return { name: '', element: number(wire.SliceT, 'Elem') }
  if (!isStruct(wire.StructT)) throw refuse('a type that is neither a struct nor a slice')
  const fields = wire.StructT.Field ?? []
  if (!Array.isArray(fields)) throw refuse('fields that are no list')
  return { name: text(wire.StructT, 'CommonType'), fields: fields.map((field) => [text(field, 'Name'), number(field, 'Id')] as const) }
}

/** Starts to read a stream, whatever numbers its writer gives to its types. */
export const createGobReader = (): GobReader => {
  const types = new Map<number, GobType>(bootstrapTypes)
  let chunks: Uint8Array[] = []
  let size = 0
  let wanted = 1

  const message = (bytes: Uint8Array): GobStruct | undefined => {
    const from = cursor(bytes)
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
      size += chunk.length
      if (size < wanted) return []
      let bytes: Uint8Array = Buffer.concat(chunks)
      const values: GobStruct[] = []
      wanted = 1
      while (bytes.length > 0) {
        const first = bytes[0] ?? 0
        const lead = first < 128 ? 1 : 257 - first
        if (lead > 9) throw refuse('a message length of more than eight bytes')
        wanted = lead
        if (bytes.length < lead) break
        const length = cursor(bytes).uint()
        if (length > LARGEST) throw refuse('a message longer than 1 GiB')
        wanted = lead + length
        if (bytes.length < wanted) break
        const value = message(bytes.subarray(lead, wanted))
        if (value !== undefined) values.push(value)
        bytes = bytes.subarray(wanted)
        wanted = 1
      }
      chunks = [bytes]
      size = bytes.length
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
  return value instanceof Uint8Array ? value : new Uint8Array()
}
