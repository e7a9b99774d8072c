import type { Secret } from '@charm-layers/relation'

/** Text of a file or of standard input; a secret one is never printed. */
export type Text = string | Secret

/** Gives the value itself, for the place it is meant for. */
export const revealText = (text: Text): string => (typeof text === 'string' ? text : text.reveal())
