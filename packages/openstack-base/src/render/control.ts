/** Control characters, which no configuration file can hold in a value. */
import { findRefused, type TemplateValue } from './values.ts'

/** Control characters, and the two characters of Unicode that separate lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a class of Unicode takes ten times as long to compile, in each hook
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/ // oxlint-disable-line no-control-regex

/** Why a value that `unsafePath` names is refused, in words that follow its name. */
export const whyUnsafe = 'holds a line break or another control character, which cannot be written into a configuration file'

/** Says what is wrong with a text that holds control characters. */
export const refuseControl = (text: string): string | undefined => (control.test(text) ? whyUnsafe : undefined)

/** Gives the path of the first value with a control character; undefined when there is none. */
export const unsafePath = (value: TemplateValue): string | undefined => findRefused(value, refuseControl)?.path
