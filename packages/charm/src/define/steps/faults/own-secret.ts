/** Secrets of one's own, as Juju takes them. */
import { isSecret } from '@charm-layers/relation'
import type { OwnSecretStep } from '../secrets.ts'
import { found, quoted } from './found.ts'
import type { Why } from './texts.ts'
import { first, textFault } from './texts.ts'

const keyRule = /^[a-z](?:-?[a-z0-9]){2,}$/

const countFault = (value: unknown, text: string): Why =>
  value === undefined || (typeof value === 'number' && Number.isInteger(value) && value > 0) ? undefined : text

/** Gives what is wrong with the label of a secret. */
export const labelFault = (label: unknown): Why =>
  typeof label === 'string' && /^[a-z](?:-?[a-z0-9])*$/.test(label)
    ? undefined
    : `the label is ${found(label)}: a label has small letters, digits and dashes, and begins with a letter`

/** Gives what is wrong with a secret. */
export function ownSecretFault({ label, content, expireAfterHours }: OwnSecretStep): Why {
  const entries = Object.entries(content)
  return first(
    labelFault(label),
    entries.length === 0 ? 'there is nothing in it' : undefined,
    ...entries.map(([key, value]) => {
      if (!keyRule.test(key)) return `key ${quoted(key)} has to have three characters or more: small letters, digits and single dashes`
      if (isSecret(value)) return undefined
      if (typeof value !== 'object') return textFault(value, quoted(key))
      return countFault(value.randomBytes, `'${key}' cannot have ${value.randomBytes} random bytes`)
    }),
    countFault(expireAfterHours, `it cannot expire after ${expireAfterHours} hours`),
  )
}
