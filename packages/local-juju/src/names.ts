/** Juju's rules for names (juju/names). */

const application = '[a-z][a-z0-9]*(?:-[a-z0-9]*[a-z][a-z0-9]*)*'
const unit = new RegExp(`^(${application})/(?:0|[1-9][0-9]*)$`, 'u')

/** Tells whether a text is a unit's name. */
export const isUnitName = (text: string): boolean => unit.test(text)

/** Tells whether a text is an application's name. */
export const isApplicationName = (text: string): boolean => new RegExp(`^${application}$`, 'u').test(text)

/** Gives the application of a unit's name, empty for anything else. */
export const applicationOf = (text: string): string => unit.exec(text)?.[1] ?? ''

/** Writes a unit's tag, such as `unit-web-0`. */
export const unitTag = (name: string): string => `unit-${name.replace('/', '-')}`

/** Writes a relation's tag, such as `relation-web.db#mysql.server`. */
export const relationKeyTag = (key: string): string => `relation-${key.replaceAll(':', '.').replace(' ', '#')}`

/** Tells whether a text is a storage's id. */
export const isStorageId = (text: string): boolean => /^[a-z](?:[a-z0-9]*(?:-[a-z0-9]*[a-z][a-z0-9]*)*)\/[0-9]+$/u.test(text)
