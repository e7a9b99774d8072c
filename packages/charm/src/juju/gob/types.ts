/**
 * What a gob stream can carry, as far as Juju's hook tools use it: Go's encoding/gob, see its package documentation. Type ids up to
 * 6 are the built-in ones, 16 to 23 describe the types themselves, a stream's own types follow from 64 (65 in older Go).
 */

/** A value of a gob stream. */
export type GobValue = boolean | number | string | Uint8Array | readonly GobValue[] | GobStruct

/** A struct by field name; a field with the zero value of its type is absent. */
export interface GobStruct {
  readonly [field: string]: GobValue
}

/** A type of a stream: a struct's fields in order, or the element of a slice. */
export type GobType =
  | { readonly name: string; readonly fields: readonly (readonly [name: string, type: number | GobType])[] }
  | { readonly name: string; readonly element: number | GobType }

/** Ids of Go's built-in types. */
export const BOOL = 1
export const INT = 2
export const UINT = 3
export const BYTES = 5
export const STRING = 6

/** Id of the type whose values define the other types (`wireType` of encoding/gob). */
export const WIRE_TYPE = 16

/** Types that every stream knows without a definition. */
export const bootstrapTypes: readonly (readonly [id: number, type: GobType])[] = [
  [
    16,
    {
      name: 'wireType',
      fields: [
        ['ArrayT', 17],
        ['SliceT', 19],
        ['StructT', 20],
        ['MapT', 23],
      ],
    },
  ],
  [
    17,
    {
      name: 'arrayType',
      fields: [
        ['CommonType', 18],
        ['Elem', INT],
        ['Len', INT],
      ],
    },
  ],
  [
    18,
    {
      name: 'CommonType',
      fields: [
        ['Name', STRING],
        ['Id', INT],
      ],
    },
  ],
  [
    19,
    {
      name: 'sliceType',
      fields: [
        ['CommonType', 18],
        ['Elem', INT],
      ],
    },
  ],
  [
    20,
    {
      name: 'structType',
      fields: [
        ['CommonType', 18],
        ['Field', 22],
      ],
    },
  ],
  [
    21,
    {
      name: 'fieldType',
      fields: [
        ['Name', STRING],
        ['Id', INT],
      ],
    },
  ],
  [22, { name: '[]*gob.fieldType', element: 21 }],
  [
    23,
    {
      name: 'mapType',
      fields: [
        ['CommonType', 18],
        ['Key', INT],
        ['Elem', INT],
      ],
    },
  ],
]

/** Tells whether a value is a struct. */
export const isStruct = (value: GobValue | undefined): value is GobStruct =>
  typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array)
