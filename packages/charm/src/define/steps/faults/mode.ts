/** Permissions, and the decimal number that looks like them. */
import { found } from './found.ts'
import type { Why } from './texts.ts'

/**
 * Tells whether a mode is one that somebody would give: each of owner, group and others may do no more than the one before, who writes also
 * reads, and who writes also executes what the owner executes.
 */
function isUsual(mode: number): boolean {
  const [owner, group, others] = [(mode >> 6) & 7, (mode >> 3) & 7, mode & 7]
  const reads = [owner, group].every((bits) => (bits & 2) === 0 || (bits & 4) !== 0)
  return reads && (group & ~owner) === 0 && (others & ~group) === 0 && ((group & 2) === 0 || (owner & 1) === (group & 1))
}

/** Reads the decimal digits of a number as octal ones; undefined when one of them is none. */
const asOctal = (mode: number): number | undefined => (/^[0-7]{3,4}$/.test(String(mode)) ? Number.parseInt(String(mode), 8) : undefined)

/**
 * Gives what is wrong with a mode. A decimal number is told from an octal one by what it would mean: `640` is 0o1200, which nobody gives, and
 * its digits make 0o640, which is usual. Each usual octal mode is accepted, whatever its decimal digits are.
 */
export function modeFault(mode: unknown): Why {
  if (typeof mode !== 'number' || !Number.isInteger(mode) || mode < 0) return `the mode is ${found(mode)}: write it as 0o640`
  const meant = asOctal(mode)
  const hint = meant === undefined ? '' : `: write 0o${mode}`
  if (mode > 0o7777) return `the mode ${mode} is larger than 0o7777${hint}`
  return meant !== undefined && isUsual(meant) && !isUsual(mode)
    ? `the mode ${mode} is decimal, which is 0o${mode.toString(8)} in octal${hint}`
    : undefined
}
