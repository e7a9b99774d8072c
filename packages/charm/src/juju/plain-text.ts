/** Text that operators see: in statuses and in the log. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: a class of Unicode takes ten times as long to compile, in each hook
const control = /[\u0000-\u001f\u007f-\u009f]+/g // oxlint-disable-line no-control-regex

/** Makes one line of well-formed text of it, and hides the passwords of URLs: programs like to print the address that they could not reach. */
export const plainText = (text: string): string =>
  text
    .replace(/(:\/\/[^\s:@/]*:)[^\s@]+@/g, '$1***@')
    .replace(control, ' ')
    .toWellFormed()
    .trim()
