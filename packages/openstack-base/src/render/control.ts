/** Control characters, which no configuration file can hold in a value. */
import { findRefused, type TemplateValue } from './values.ts'

/** Control characters, and the two characters of Unicode that separate lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a class of Unicode takes ten times as long to compile, in each hook
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/ // oxlint-disable-line no-control-regex

const whyUnsafe = 'holds a line break or another control character, which cannot be written into a configuration file'

const whyHalf = 'holds half of a character, which cannot be written into a file'

/** Says what is wrong with a text that no file can hold: control characters, and halves of characters (lone surrogates). */
export const refuseControl = (text: string): string | undefined =>
  control.test(text) ? whyUnsafe : text.isWellFormed() ? undefined : whyHalf

/** Finds the first value that no file can hold: its path, and why; undefined when there is none. */
export const findUnsafe = (value: TemplateValue): ReturnType<typeof findRefused> => findRefused(value, refuseControl)
