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

/** Writes one direction of a gob stream. */
export interface GobWriter {
  /** Gives the bytes of one value, after the definitions of types that were not sent before. */
  write(type: GobType, value: GobStruct): Uint8Array
}

const uint = (value: number): number[] => {
  if (value < 128) return [value]
  const bytes: number[] = []
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return [256 - bytes.length, ...bytes]
}

// Multiplication rather than shifts: those would cut at 32 bits.
const int = (value: number): number[] => uint(value >= 0 ? value * 2 : -value * 2 - 1)

const isZero = (value: GobValue): boolean =>
  value === false || value === 0 || value === '' || ((Array.isArray(value) || value instanceof Uint8Array) && value.length === 0)

const wrong = (type: string): TypeError => new TypeError(`a gob field of type ${type} got a value of another type`)

/** Starts a stream. Agents built with Go 1.26 number their types from 64, older ones from 65; either end takes both. */
export const createGobWriter = (firstId = 64): GobWriter => {
  const ids = new Map<GobType, number>()
  const types = new Map<number, GobType>(bootstrapTypes)

  const idOf = (type: number | GobType): number => {
    if (typeof type === 'number') return type
    const known = ids.get(type)
    if (known !== undefined) return known
    const id = firstId + ids.size
    ids.set(type, id)
    types.set(id, type)
    return id
  }

  const encode = (id: number, value: GobValue): readonly Uint8Array[] => {
    if (id === BOOL) return [Uint8Array.of(value === true ? 1 : 0)]
    if (id === INT || id === UINT) {
      if (typeof value !== 'number') throw wrong('number')
      return [Uint8Array.from(id === INT ? int(value) : uint(value))]
    }
    if (id === STRING || id === BYTES) {
      const bytes = typeof value === 'string' ? Buffer.from(value) : value
      if (!(bytes instanceof Uint8Array)) throw wrong('text')
      return [Uint8Array.from(uint(bytes.length)), bytes]
    }
    const type = types.get(id)
    if (type === undefined) throw wrong(`${id}`)
    if ('element' in type) {
      if (!Array.isArray(value)) throw wrong(type.name)
      return [Uint8Array.from(uint(value.length)), ...value.flatMap((item) => encode(idOf(type.element), item))]
    }
    if (!isStruct(value)) throw wrong(type.name)
    const parts: Uint8Array[] = []
    let last = -1
    for (const [index, [name, field]] of type.fields.entries()) {
      const item = value[name]
      if (item === undefined || isZero(item)) continue
      parts.push(Uint8Array.from(uint(index - last)), ...encode(idOf(field), item))
      last = index
    }
    return [...parts, Uint8Array.of(0)]
  }

  const message = (id: number, body: readonly Uint8Array[]): Uint8Array => {
    const parts = [Uint8Array.from(int(id)), ...body]
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    return Buffer.concat([Uint8Array.from(uint(length)), ...parts])
  }

  const define = (type: number | GobType, out: Uint8Array[]): void => {
    if (typeof type === 'number' || ids.has(type)) return
    const common = { Name: type.name, Id: idOf(type) }
    const inner = 'element' in type ? [type.element] : type.fields.map(([, field]) => field)
    const slot = out.push(new Uint8Array()) - 1
    // The ids of the inner types must be settled before this definition names them, yet it goes out first.
    for (const one of inner) define(one, out)
    const wire: GobStruct =
      'element' in type
        ? { SliceT: { CommonType: common, Elem: idOf(type.element) } }
        : { StructT: { CommonType: common, Field: type.fields.map(([Name, field]) => ({ Name, Id: idOf(field) })) } }
    out[slot] = message(-common.Id, encode(WIRE_TYPE, wire))
  }

  return {
    write: (type, value) => {
      const out: Uint8Array[] = []
      define(type, out)
      out.push(message(idOf(type), encode(idOf(type), value)))
      return Buffer.concat(out)
    },
  }
}
