// What an operator or a provider gives in place of certificates.
import { anyText, anyTextOf, type FuzzTarget, reading } from '../../../tools/fuzz/index.ts'
import { fingerprint } from '../src/features/tls/fingerprint.ts'
import { fromBase64, pemBlocks } from '../src/features/tls/pem.ts'
import { record } from '../src/features/tls/record.ts'

const signs = [
  '-----BEGIN ',
  '-----END ',
  'CERTIFICATE',
  'PRIVATE KEY',
  '-----',
  '\r\n',
  '\n',
  '\r',
  ':',
  'Proc-Type: 4,ENCRYPTED',
  'AAAA',
  '=',
  ' ',
]

export const targets: readonly FuzzTarget[] = [
  reading('PEM', anyTextOf(signs), pemBlocks),
  reading('base64', anyTextOf(['A', '=', '\n', '\r\n', ' ', '+', '/', '%']), fromBase64),
  reading('what a unit remembers of certificates', anyText, (text) => record.parse(text)),
  reading('the texts of a fingerprint', anyText, (text) => fingerprint([text])),
]
