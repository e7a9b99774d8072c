/** Tells whether a word may name an application. */
export const isApplicationName = (word: string): boolean => /^[a-z][a-z0-9]*(?:-[a-z0-9]*[a-z][a-z0-9]*)*$/.test(word)
