import { type Shape, shapeOf } from './shape.ts'

const isName = /^[A-Za-z_$][\w$]*$/

const fieldsOf = (shape: Shape, indent: string): string => {
  const lines = [...shape.fields].map(([name, field]) => {
    const key = isName.test(name) ? name : JSON.stringify(name)
    return `${indent}  readonly ${key}${field.always ? '' : '?'}: ${typeOf(field, `${indent}  `)}${field.always ? '' : ' | undefined'}\n`
  })
  return `{\n${lines.join('')}${indent}}`
}

/** The type of a value that is used in one way; `unknown` when it is used in several, of which no type is both. */
const bare = (shape: Shape, indent: string): string => {
  const { printed, items, fields } = shape
  // Fields of a list, such as its length, or one by its number: nobody writes types for those.
  const ways = [printed, items !== undefined, fields.size > 0].filter(Boolean).length
  if (ways !== 1 || shape.untold) return 'unknown'
  if (printed) return 'Printed'
  if (items !== undefined) return `Each<${bare(items, indent)}>`
  return [...fields.keys()].some((name) => /^\d+$|^length$/.test(name)) ? 'unknown' : fieldsOf(shape, indent)
}

const typeOf = (shape: Shape, indent: string): string => {
  const type = bare(shape, indent)
  return shape.tested && type !== 'unknown' ? `${type} | Missing` : type
}

/** Gives the declaration of the module that stands for a template. @throws Error when the template is wrong. */
export const templateTypes = (name: string, source: string): string => `// Made by charm-layers of ${name}.
/** What a template writes. A secret is written in clear. */
type Printed = string | number | boolean | bigint | { reveal(): string }
type Each<Item> = readonly Item[] | { readonly [Key in string]: Item }
type Missing = undefined | null | false | '' | 0
/** What ${name} reads of its data. */
interface Data ${fieldsOf(shapeOf(source), '')}
/** Data whose names are not known, \`object\` or a record: the template itself looks, when it is rendered. */
type IsUnknown<Given> = string extends keyof Given ? true : object extends Given ? (string extends Given ? false : true) : false
/** Renders ${name}. */
declare const render: <Given extends object>(data: Given & (IsUnknown<Given> extends true ? unknown : Data)) => string
export default render
`
