/** The examples in the READMEs of the interface packages: blocks that begin with ```ts and the role of the charm in them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** The interface packages, by the end of their names. */
export const INTERFACES = ['amqp', 'hacluster', 'keystone', 'mysql-shared', 'nrpe', 'openstack-ha', 'pgsql', 'tls-certificates'] as const

/** An interface package, by the end of its name. */
export type InterfaceName = (typeof INTERFACES)[number]

/** What the charm of an example has the interface for. */
export type Role = 'requirer' | 'provider' | 'peer'

/** A charm in a README. */
export interface Example {
  readonly of: InterfaceName
  readonly role: Role
  readonly code: string
}

/** Gives the path of an interface package's README. */
export const readmePath = (name: InterfaceName): string => join(root, 'packages', `interface-${name}`, 'README.md')

const isRole = (word: string): word is Role => ['requirer', 'provider', 'peer'].includes(word)

/** Reads the examples of an interface. */
export const readExamples = (name: InterfaceName): readonly Example[] =>
  [...readFileSync(readmePath(name), 'utf8').matchAll(/^```ts (\w+)\n(.*?)^```$/gms)].map(([, role = '', code = '']) => {
    if (!isRole(role)) throw new Error(`interface-${name}/README.md: an example is marked ${role}; it is a requirer, a provider or a peer`)
    return { of: name, role, code }
  })

/** Gives the lines that an author writes for the example itself: neither blank nor imports. */
export const codeLines = (code: string): readonly string[] =>
  code.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('import '))
