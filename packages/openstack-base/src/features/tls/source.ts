/** Where certificates come from: the operator's options, which win, or the relation `certificates`. */
import { type Answer, blocked, type Status, statusOf } from '@charm-layers/charm'
import type { CertificateRequest, Certificates } from '@charm-layers/interface-tls-certificates'
import type { Secret } from '@charm-layers/relation'
import type { Material } from './check.ts'
import type { TlsConfig } from './options.ts'
import { type Block, fromBase64, pemBlocks } from './pem.ts'
import type { Problem } from './problem.ts'

/** More authorities than anybody trusts on purpose. Somebody may have given all those of the machine. */
const mostAuthorities = 20

/** A certificate with its key that is to be looked at. */
export interface Offer extends Pick<Material, 'certificates' | 'key'> {
  /** The name that was asked for; undefined for the operator's own, which has to be for all names. */
  readonly name: string | undefined
  /** Names a part of it in a status. */
  readonly words: Readonly<Record<Problem['of'], string>>
}

/** What was found: certificates to look at, and all authorities to trust. */
export interface Found {
  readonly offers: readonly Offer[]
  readonly authorities: readonly Block[]
}

const certificatesIn = (text: string): readonly Block[] =>
  pemBlocks(text).filter(({ label }) => /^(?:X509 |TRUSTED )?CERTIFICATE$/.test(label))

const keyIn = (text: string): Block | undefined => pemBlocks(text).find(({ label }) => /(?:^| )PRIVATE KEY$/.test(label))

/** Gives the certificates in an option, or says why there are none. */
function certificatesOf(option: string, value: string): readonly Block[] | Status {
  const text = fromBase64(value)
  if (text === undefined) return blocked(`option '${option}' is not base64, as base64 -w0 FILE prints it`)
  const found = certificatesIn(text)
  if (found.length === 0) return blocked(`option '${option}' holds no certificate in PEM`)
  if (found.length > mostAuthorities) return blocked(`option '${option}' holds ${found.length} certificates, more than ${mostAuthorities}`)
  return found
}

function keyOf(answer: Answer<Secret>): Block | Status {
  const status = statusOf(answer)
  if (answer.state !== 'ready')
    return blocked(`option 'ssl_key': ${answer.state === 'invalid' ? `the secret ${answer.why}` : status?.message}`)
  const value = answer.data.reveal()
  // A secret holds the text of a file as it is; an option, on one line.
  const text = value.includes('-----BEGIN ') ? value : fromBase64(value)
  if (text === undefined) return blocked(`option 'ssl_key' is not base64, as base64 -w0 FILE prints it`)
  return keyIn(text) ?? blocked(`option 'ssl_key' holds no private key in PEM`)
}

const optionWords: Offer['words'] = { certificate: `option 'ssl_cert'`, key: `option 'ssl_key'`, authority: `option 'ssl_ca'` }

/** Tells whether the operator's options say anything of a certificate. */
export const isInOptions = ({ ssl_cert, ssl_key }: TlsConfig): boolean =>
  !!ssl_cert?.trim() || (ssl_key ?? { state: 'absent' }).state !== 'absent'

function offerOfOptions({ ssl_cert, ssl_key }: TlsConfig): Offer | Status {
  if (!ssl_cert?.trim()) return blocked(`option 'ssl_cert' is missing: ssl_key is set`)
  if (ssl_key === undefined || ssl_key.state === 'absent') return blocked(`option 'ssl_key' is missing: ssl_cert is set`)
  const certificates = certificatesOf('ssl_cert', ssl_cert)
  if ('message' in certificates) return certificates
  const key = keyOf(ssl_key)
  return 'message' in key ? key : { name: undefined, certificates, key, words: optionWords }
}

const distinct = (blocks: readonly Block[]): readonly Block[] => [...new Map(blocks.map((block) => [block.text, block])).values()]

function offersOfRelation({ server, chain = '' }: Certificates, requests: readonly CertificateRequest[]): readonly Offer[] | Status {
  const offers: Offer[] = []
  for (const { commonName } of requests) {
    const one = server.find((other) => other.commonName === commonName)
    const key = one && keyIn(one.key.reveal())
    const certificates = one ? [...certificatesIn(one.cert), ...certificatesIn(chain)] : []
    const of = `'certificates' invalid: the`
    if (key === undefined) return blocked(`${of} key of ${commonName} holds no private key in PEM`)
    const words = { certificate: `${of} certificate of ${commonName}`, key: `${of} key of ${commonName}`, authority: `${of} authority` }
    if (certificates.length > mostAuthorities) return blocked(`${words.certificate} has a chain of more than ${mostAuthorities}`)
    offers.push({ name: commonName, certificates: distinct(certificates), key, words })
  }
  return offers
}

/** Finds what there is, or says why nothing can be known. */
export function findSource(config: TlsConfig, answer: Answer<Certificates>, requests: readonly CertificateRequest[]): Found | Status {
  const trusted = config.ssl_ca?.trim() ? certificatesOf('ssl_ca', config.ssl_ca) : []
  if ('message' in trusted) return trusted
  if (answer.state !== 'ready' && answer.state !== 'absent') return statusOf(answer) ?? blocked(`'${answer.label}' is not ready`)
  const issued = answer.state === 'ready' ? certificatesIn(answer.data.ca) : []
  if (answer.state === 'ready' && issued.length === 0) return blocked(`'certificates' invalid: the authority holds no certificate in PEM`)
  const authorities = distinct([...issued, ...trusted])
  if (authorities.length > mostAuthorities) return blocked(`'certificates' invalid: there are more than ${mostAuthorities} authorities`)
  if (isInOptions(config)) {
    const offer = offerOfOptions(config)
    return 'message' in offer ? offer : { offers: [offer], authorities }
  }
  if (answer.state === 'absent') return { offers: [], authorities }
  const offers = offersOfRelation(answer.data, requests)
  return 'message' in offers ? offers : { offers, authorities }
}
