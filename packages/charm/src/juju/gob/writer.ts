import { createSink } from './sink.ts'
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
  /** Gives the bytes of one value. The definitions of types that the stream does not have yet come before it. */
  write(type: GobType, value: GobStruct): Uint8Array
}

const isZero = (value: GobValue): boolean =>
  value === false || value === 0 || value === '' || ((Array.isArray(value) || value instanceof Uint8Array) && value.length === 0)

const wrong = (type: string): TypeError => new TypeError(`a gob field of type ${type} got a value of another type`)

/** Makes a writer of one stream. Agents built with Go 1.26 number their types from 64, older ones from 65; readers accept both. */
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

  const body = createSink()
  const out = createSink()

  const encodeStruct = (
    fields: readonly (readonly [string, Parameters<typeof idOf>[0]])[],
    value: Readonly<Record<string, GobValue | undefined>>,
  ): void => {
    let last = -1
    // Not destructured: in code that V8 has not optimized, each destructured pair costs two iterators.
    fields.forEach((field, index) => {
      const item = value[field[0]]
      if (item === undefined || isZero(item)) return
      body.uint(index - last)
      encode(idOf(field[1]), item)
      last = index
    })
    body.uint(0)
  }

  const encodeOwn = (id: number, value: GobValue): void => {
    const type = types.get(id)
    if (type === undefined) throw wrong(`${id}`)
    if ('element' in type) {
      if (!Array.isArray(value)) throw wrong(type.name)
      body.uint(value.length)
      for (const item of value) encode(idOf(type.element), item)
    } else if (isStruct(value)) encodeStruct(type.fields, value)
    else throw wrong(type.name)
  }

  const encode = (id: number, value: GobValue): void => {
    if (id === BOOL) body.uint(value === true ? 1 : 0)
    else if (id === INT || id === UINT) {
      if (typeof value !== 'number') throw wrong('number')
      if (id === INT) body.int(value)
      else body.uint(value)
    } else if (id === STRING || id === BYTES) {
      if (typeof value === 'string') body.text(value)
      else if (value instanceof Uint8Array) body.bytes(value)
      else throw wrong('text')
    } else encodeOwn(id, value)
  }

  const message = (id: number, type: number, value: GobValue): void => {
    body.drain()
    body.int(id)
    encode(type, value)
    out.message(body)
  }

  /** Numbers a type that the stream does not have yet, and the types within it, and gives them in the order in which to define them. */
  const fresh = (type: number | GobType): readonly GobType[] => {
    if (typeof type === 'number' || ids.has(type)) return []
    idOf(type)
    return [type, ...('element' in type ? [type.element] : type.fields.map(([, field]) => field)).flatMap(fresh)]
  }

  const define = (type: GobType): void => {
    const common = { Name: type.name, Id: idOf(type) }
    const wire: GobStruct =
      'element' in type
        ? { SliceT: { CommonType: common, Elem: idOf(type.element) } }
        : { StructT: { CommonType: common, Field: type.fields.map(([Name, field]) => ({ Name, Id: idOf(field) })) } }
    message(-common.Id, WIRE_TYPE, wire)
  }

  return {
    write: (type, value) => {
      out.drain()
      for (const one of fresh(type)) define(one)
      message(idOf(type), idOf(type), value)
      return Uint8Array.from(out.drain())
    },
  }
}
