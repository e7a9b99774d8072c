// The charm that the README at the root shows: its files are the code blocks under the lines that name them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/toolchain.mjs'

/** Gives the text of each file by its path. */
export function filesOfReadme() {
  const [, section = ''] = /^## Write a charm$(.*?)^## /ms.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  return new Map([...section.matchAll(/^`([\w./-]+)`[^\n]*:\n\n```\w*\n(.*?)^```$/gms)].map(([, path, text]) => [path, text]))
}

/** Lines with something on them. */
export const linesOf = (text) => text.split('\n').filter((line) => line.trim() !== '').length
