/** Turns requests and intents of the kit, which are JSON, into values with secrets. */
import { secret } from '@charm-layers/relation'
import { isList, isRecord } from '@charm-layers/relation/wire'

/**
 * Makes of `{"secret": "…"}` in JSON a secret, which does not print.
 *
 * @param meet is told the value of each secret.
 */
export const revived = (value: unknown, meet: (secret: string) => void = () => undefined): unknown => {
  if (isList(value)) return value.map((item) => revived(item, meet))
  if (!isRecord(value)) return value
  if (Object.keys(value).length === 1 && typeof value.secret === 'string') {
    meet(value.secret)
    return secret(value.secret)
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, revived(member, meet)]))
}
