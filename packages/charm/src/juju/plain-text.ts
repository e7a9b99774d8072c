/** Text for operators, in statuses and in the log. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: a class of Unicode takes ten times as long to compile, in each hook
const control = /[\u0000-\u001f\u007f-\u009f]+/g // oxlint-disable-line no-control-regex

/** Makes one line of a text, and hides the passwords in its URLs: many programs print the URL that they could not reach. */
export const plainText = (text: string): string =>
  text
    .replace(/(:\/\/[^\s:@/]*:)[^\s@]+@/g, '$1***@')
    .replace(control, ' ')
    .toWellFormed()
    .trim()
