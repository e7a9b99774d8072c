/** Names that another side has written: of databases, users, virtual hosts, regions. They become part of commands, queries and files. */

/** What programs print where they have no value. */
const NULL_WORD = /^(?:none|null|nil|undefined|nan|true|false|__null__)$/i

/** Tells whether a text is what a program prints in place of a value that it does not have, such as Python's `None`. */
export const isNullWord = (text: string): boolean => text.length <= 9 && NULL_WORD.test(text)

const NAME = /^[a-z0-9_][\w.$@+:-]{0,127}$/i

/**
 * Reads the name of a database, a user or a role: ASCII letters, digits and `_ . $ @ + : -`, which need no quotes in a command, a query or
 * a path. Undefined for any other text, and for a word such as `None`.
 */
export const parseName = (text: string): string | undefined => (NAME.test(text) && !isNullWord(text) ? text : undefined)

// Control characters and what else does not print, such as half a surrogate pair; and the ends of lines that are no control characters.
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u

// Nearly all of these texts are words of plain ASCII, which one expression settles. The classes of Unicode take a millisecond to compile, in
// each hook.
const PLAIN = /^[\w.:/@$()%~+-](?:[\w.:/@$()%~+ -]{0,253}[\w.:/@$()%~+-])?$/

/**
 * Reads a text of one line, such as the name of a region or a project: any letters and signs, blanks inside, at most 255 characters.
 * Undefined for any other text, for one in quotes, and for a word such as `None`.
 */
export const parseLabel = (text: string): string | undefined => {
  if (PLAIN.test(text)) return isNullWord(text) ? undefined : text
  if (text === '' || text.length > 255 || text.trim() !== text) return undefined
  return UNPRINTABLE.test(text) || /^(["'`]).*\1$/s.test(text) ? undefined : text
}
