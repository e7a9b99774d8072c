/** Text that operators see: in statuses and in the log. */

/** Makes one line of it, and hides the passwords of URLs: programs like to print the address that they could not reach. */
export const plainText = (text: string): string =>
  text
    .replace(/(:\/\/[^\s:@/]*:)[^\s@]+@/gu, '$1***@')
    .replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .trim()
