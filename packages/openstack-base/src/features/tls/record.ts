/** What a unit remembers of the certificates that it has found right: what they are, so that a hook with the same ones need not look again. */
import { type Remembered, remembered } from '@charm-layers/charm'
import { isList, isRecord, parseJson, textsIn } from '@charm-layers/relation/wire'
import type { CertificateFacts } from './state.ts'

/** A certificate that was found right. */
export interface Good extends CertificateFacts {
  /** The places of the certificates that a server shows, in the list of its own followed by the authorities. */
  readonly path: readonly number[]
}

/** What was found right. */
export interface Record {
  /** The fingerprint of all that was looked at. */
  readonly of: string
  readonly good: readonly Good[]
}

const nothing: Record = { of: '', good: [] }

const numbersIn = (value: unknown): readonly number[] =>
  isList(value) ? value.filter((one): one is number => Number.isSafeInteger(one)) : []

function readGood(value: unknown): Good | undefined {
  if (!isRecord(value) || typeof value.name !== 'string') return undefined
  const [from, until] = numbersIn(value.times)
  if (from === undefined || until === undefined) return undefined
  return {
    name: value.name,
    names: textsIn(value.names),
    from: new Date(from),
    until: new Date(until),
    isPublic: value.public === true,
    path: numbersIn(value.path),
  }
}

const text: Remembered<string> = remembered.text('tls')

/** The record, as the unit keeps it. */
export const record: Remembered<Record> = {
  name: text.name,
  parse: (written) => {
    const value = parseJson(text.parse(written) || 'null')
    if (!isRecord(value) || typeof value.of !== 'string' || !isList(value.good)) return nothing
    const good = value.good.flatMap((one) => readGood(one) ?? [])
    return good.length === value.good.length ? { of: value.of, good } : nothing
  },
  print: ({ of, good }) =>
    of === ''
      ? ''
      : JSON.stringify({
          of,
          good: good.map(({ name, names, from, until, isPublic, path }) => ({
            name,
            names,
            times: [from.getTime(), until.getTime()],
            path,
            ...(isPublic ? { public: true } : {}),
          })),
        }),
}
