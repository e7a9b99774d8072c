// An interface by which an application tells others the id of a secret, and the peers of that application.
import { createHash } from 'node:crypto'
import { type RelationView, type Secret, type State, secret } from '@charm-layers/charm'

interface Login {
  readonly username: string
  readonly password: Secret
}

const read = ({ remoteAppData, secrets }: RelationView): State<Login> => {
  const { username, password } = secrets?.get(remoteAppData.secret ?? '') ?? {}
  if (username === undefined || password === undefined) return { state: 'waiting', missing: ['secret'] }
  return { state: 'ready', data: { username, password: secret(password) } }
}

const nothing = (): State<Record<never, never>> => ({ state: 'ready', data: {} })

export const login = {
  requires: { interface: 'login', side: 'requires', read, write: () => ({}) },
  provides: { interface: 'login', side: 'provides', read: nothing, write: (told: { readonly secret: string }) => ({ app: { ...told } }) },
} as const

export const cluster = { peers: { interface: 'cluster', side: 'peers', read: nothing, write: () => ({}) } } as const

/** Gives what shows that two texts are the same, and shows neither. */
export const mark = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)
