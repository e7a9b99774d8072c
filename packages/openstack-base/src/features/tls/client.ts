/**
 * TLS to a server that a relation has told of, such as a database: its authority, and perhaps a certificate for this client, become files. Services
 * read them at each connection, so none is restarted for them.
 */
import { absent, type Answer, blocked, type Context, type Desired, file, keep, remembered } from '@charm-layers/charm'
import { secret } from '@charm-layers/relation'
import { type Contribution, type FromAnswer, fromAnswer, type Situation } from '../../define/feature.ts'
import { systemAuthoritiesFile } from './authorities.ts'
import { endedOn, type GivenPair, readAgain, readGiven, type Usable, type WrongKey } from './authority.ts'
import { fingerprint } from './fingerprint.ts'

/** What a server that speaks TLS has told. Without an authority, it is verified by those that the machine trusts. */
interface GivenTls {
  readonly ca?: string
  readonly client?: GivenPair
}

/** What a service needs to speak TLS to a server. */
export interface ClientTls {
  /** The file with the authorities. */
  readonly ca: string
  readonly client?: { readonly cert: string; readonly key: string }
  /** The authorities in PEM; undefined when they are those of the machine. */
  readonly pem?: string
}

interface Found {
  readonly usable?: Usable
  readonly wrong?: WrongKey
  readonly steps: Desired
}

/** Finds whether certificates can be used. A unit remembers of those that it has looked at that they can, and until when. */
function look(context: Pick<Context, 'recall' | 'now'>, endpoint: string, ca: string, client: GivenPair | undefined): Found {
  const known = remembered.text(`tls-${endpoint}`)
  const print = fingerprint([ca, client?.cert ?? '', client?.key.reveal() ?? ''])
  const [before, time] = context.recall(known).split(' ')
  const until = Number(time)
  if (before === print && Number.isSafeInteger(until)) {
    const steps = keep(known, `${print} ${until}`)
    return until > context.now
      ? { usable: readAgain(ca, client, until), steps: [steps] }
      : { wrong: { key: 'ssl_ca', why: endedOn(until) }, steps: [steps] }
  }
  const found = readGiven(ca, client, context.now)
  return 'why' in found ? { wrong: found, steps: [] } : { usable: found, steps: [keep(known, `${print} ${found.until}`)] }
}

/** The files for a server, by what is in them. */
const filesOf = ({ charm }: Situation, endpoint: string): Readonly<Record<'ca' | 'cert' | 'key', string>> => ({
  ca: `/etc/${charm}/${endpoint}-ca.pem`,
  cert: `/etc/${charm}/${endpoint}-cert.pem`,
  key: `/etc/${charm}/${endpoint}-key.pem`,
})

/** Gives the steps that take files away, once no service runs that was told to read them. */
const takenAway =
  ({ heldRestarts }: Pick<Context, 'heldRestarts'>, paths: readonly string[]) =>
  (): Desired =>
    heldRestarts.length === 0 && paths.map((path) => absent(path))

/** Gives what takes away the files for a server that is not related, or speaks no TLS. */
export const withoutTls = (context: Context, situation: Situation, endpoint: string): Pick<Contribution, 'finish'> => ({
  finish: takenAway(context, Object.values(filesOf(situation, endpoint))),
})

/** What speaks to a server, in one hook. */
export interface Client {
  readonly context: Context
  readonly situation: Situation
}

/**
 * Makes a contribution as `fromAnswer` does, of an answer that may tell of TLS: `then` gets what a service needs for it, or undefined for a server in
 * plain. While the certificates cannot be used, the unit is blocked with the key that is wrong, and files stay as they are.
 */
export function fromTlsAnswer<Data extends { readonly tls?: GivenTls }>(
  answer: Answer<Data>,
  { context, situation }: Client,
  then: (data: Data, tls: ClientTls | undefined) => FromAnswer,
): Pick<Contribution, 'publish' | 'unready' | 'data' | 'sections' | 'files' | 'finish'> {
  const { label } = answer
  if (answer.state !== 'ready') return fromAnswer(answer, () => ({}))
  const { tls } = answer.data
  if (tls === undefined) return { ...fromAnswer(answer, (data) => then(data, undefined)), ...withoutTls(context, situation, label) }
  const paths = filesOf(situation, label)
  if (tls.ca === undefined)
    return { ...fromAnswer(answer, (data) => then(data, { ca: systemAuthoritiesFile })), ...withoutTls(context, situation, label) }
  const { usable, wrong, steps } = look(context, label, tls.ca, tls.client)
  const publish = [answer.steps, steps]
  if (usable === undefined) return { publish, unready: [blocked(`'${label}' invalid: ${wrong?.key}: ${wrong?.why}`)] }
  const { ca, client } = usable
  const found = fromAnswer(answer, (data) =>
    then(data, { ca: paths.ca, pem: ca, ...(client === undefined ? {} : { client: { cert: paths.cert, key: paths.key } }) }),
  )
  const access = { mode: 0o640, group: situation.user }
  const pair = client && [file(paths.cert, client.cert, access), file(paths.key, secret(client.key), access)]
  return {
    ...found,
    publish,
    files: [file(paths.ca, ca, access), pair],
    finish: takenAway(context, client === undefined ? [paths.cert, paths.key] : []),
  }
}
