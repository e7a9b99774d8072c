/** Collects what is wrong with a definition, each fault with its place. */

/** Adds a fault: the place in the definition, such as `storage.data`, and what is wrong there. */
export type Report = (place: string, why: string) => void

/** Gives the place of a member: `actions.pause`, or `actions['juju-x']` where the name is no word. */
export const at = (place: string, name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? `${place === '' ? '' : `${place}.`}${name}` : `${place}['${name}']`

/** Reports each key that is not known, with the reason where there is one. */
export function refuseKeys(
  report: Report,
  place: string,
  of: object,
  { known, refused = {} }: { readonly known: readonly string[]; readonly refused?: Readonly<Record<string, string>> },
): void {
  for (const [key, value] of Object.entries(of)) {
    if (value === undefined || known.includes(key)) continue
    const why = Object.hasOwn(refused, key) ? refused[key] : undefined
    report(at(place, key), `is not supported${why === undefined ? '' : `: ${why}`}`)
  }
}

/** The form of the names of charms, storages and resources: words with dashes, each with a letter. */
export const namePattern: RegExp = /^[a-z][a-z0-9]*(?:-[a-z0-9]*[a-z][a-z0-9]*)*$/

/** Reports a member whose name Juju would refuse. */
export function checkName(report: Report, place: string, name: string, pattern: RegExp = namePattern): void {
  if (!pattern.test(name)) report(at(place, name), 'is no name that Juju takes: write words of a-z and 0-9 with dashes between them')
}

/** Reports a value that is not a list of texts. */
export function checkTexts(report: Report, place: string, value: unknown): void {
  if (value !== undefined && !(Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== '')))
    report(place, 'is not a list of texts')
}

/** Tells whether a value is an object that is no list. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Gives the members of a part of the definition. Reports a part, or a member, that is no object. */
export function membersOf<T extends object>(report: Report, place: string, part: Readonly<Record<string, T>> | undefined): [string, T][] {
  if (part === undefined) return []
  if (!isObject(part)) {
    report(place, 'is not an object with a member for each name')
    return []
  }
  return Object.entries(part).filter(([name, one]) => {
    if (!isObject(one)) report(at(place, name), 'is not an object')
    return isObject(one)
  })
}
