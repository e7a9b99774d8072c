import type { Secret } from '@charm-layers/relation'

/** The text of a file or of standard input. A `Secret` is never printed. */
export type Text = string | Secret

/** Gives the text itself, to be written into its file or its program. */
export const revealText = (text: Text): string => (typeof text === 'string' ? text : text.reveal())
