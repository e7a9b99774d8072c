/** What a directive such as `tmpfs,1G,2` says; what it leaves out is absent. */
export interface StorageDirective {
  readonly pool?: string
  /** In MiB. */
  readonly size?: number
  readonly count?: number
}

/**
 * Reads a storage directive in the wording of 3.6: a pool, a size and a count in any order.
 *
 * @throws Error that says what is wrong with it, without saying of which storage.
 */
export function parseDirective(text: string): StorageDirective {
  let directive: StorageDirective = {}
  for (const field of text.split(',').filter((one) => one !== '')) {
    const size = sizeOf(field)
    if (/^-?[0-9]+$/u.test(field)) {
      if (Number(field) <= 0) throw new Error(`count must be greater than zero, got ${JSON.stringify(field)}`)
      if (directive.count !== undefined) throw new Error(twice('storage instance count', String(directive.count), field))
      directive = { ...directive, count: Number(field) }
    } else if (size !== undefined) {
      if (directive.size !== undefined) throw new Error(twice('storage size', `${directive.size}M`, field))
      directive = { ...directive, size }
    } else if (/^[a-zA-Z]+[-a-zA-Z0-9]*$/u.test(field)) {
      if (directive.pool !== undefined) throw new Error(twice('pool name', JSON.stringify(directive.pool), JSON.stringify(field)))
      directive = { ...directive, pool: field }
    } else throw new Error(`unrecognized storage constraint ${JSON.stringify(field)} not valid`)
  }
  if (Object.keys(directive).length === 0) throw new Error('storage constraints require at least one field to be specified')
  return directive
}

function twice(what: string, before: string, after: string): string {
  return `${what} is already set to ${before}, new value ${after} not valid`
}

const SUFFIXES = 'MGTPEZY'

/** Gives a size such as `1.5G` in MiB, rounded up; undefined for what is no size. */
function sizeOf(text: string): number | undefined {
  const [, number, suffix] = /^([0-9]+(?:\.[0-9]*)?)([MGTPEZY])(?:i?B)?$/u.exec(text) ?? []
  return number === undefined || suffix === undefined ? undefined : Math.ceil(Number(number) * 1024 ** SUFFIXES.indexOf(suffix))
}
