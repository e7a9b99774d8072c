/** What keystone has to hold for its clients, and where to find it again. */
import { type Secret, secret } from '@charm-layers/charm'
import type { ClientEndpoint } from '@charm-layers/interface-keystone'
import { serviceType } from '@charm-layers/interface-keystone'

export const adminRole = 'Admin'

/** One client application's user and endpoints. */
export interface Wanted {
  readonly relationId: string
  readonly username: string
  readonly password: Secret
  readonly endpoints: readonly ClientEndpoint[]
  readonly roles: readonly string[]
  readonly adminRoles: readonly string[]
}

/** Ids of the objects. */
export interface Objects {
  readonly adminProject: string
  readonly adminUser: string
  readonly domain: string
  readonly project: string
  /** By relation. */
  readonly users: ReadonlyMap<string, string>
}

/** Standard input of the script. */
export const input = (url: string, password: Secret, wanted: readonly Wanted[], make: boolean): Secret =>
  secret(
    JSON.stringify({
      url,
      make,
      password: password.reveal(),
      admin_role: adminRole,
      clients: Object.fromEntries(
        wanted.map((one) => [
          one.relationId,
          {
            user: one.username,
            password: one.password.reveal(),
            endpoints: one.endpoints.map(({ service, region, urls }) => ({ service, type: serviceType(service), region, urls })),
            roles: one.roles,
            admin_roles: one.adminRoles,
          },
        ]),
      ),
    }),
  )

type Entry = Readonly<Record<string, unknown>>
const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null

/** Reads what the script printed; undefined while something is missing. */
export function parseObjects(output: string): Objects | undefined {
  if (!output.startsWith('{')) return undefined
  const found: unknown = JSON.parse(output)
  if (!isEntry(found)) return undefined
  const { admin_project: adminProject, admin_user: adminUser, domain, project, clients } = found
  if (typeof adminProject !== 'string' || typeof adminUser !== 'string' || typeof domain !== 'string' || typeof project !== 'string')
    return undefined
  const users = Object.entries(isEntry(clients) ? clients : {}).flatMap(([id, one]) =>
    isEntry(one) && typeof one.user === 'string' ? [[id, one.user] as const] : [],
  )
  return { adminProject, adminUser, domain, project, users: new Map(users) }
}
