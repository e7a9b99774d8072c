// An interface by which an application tells others the id of a secret.
import { awaiting, type Interface, providesSide, ready, requiresSide, type Secret, secret } from '@charm-layers/relation'

interface Told {
  readonly secret: string
}
interface Login {
  readonly username: string
  readonly password: Secret
}

export const login: Interface<Record<never, never>, Told, Login, Record<never, never>> = {
  requires: requiresSide(
    'login',
    ({ remoteAppData, secrets }) => {
      const { username, password } = secrets?.get(remoteAppData.secret ?? '') ?? {}
      return username === undefined || password === undefined ? awaiting('secret') : ready({ username, password: secret(password) })
    },
    () => ({}),
  ),
  provides: providesSide(
    'login',
    () => ready({}),
    (told) => ({ app: { secret: told.secret } }),
  ),
}
