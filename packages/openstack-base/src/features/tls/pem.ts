/** Reads PEM as others have written it: with any line ends, with lines of any length, with words before and between. */

/** A text between two lines with dashes, such as a certificate. */
export interface Block {
  /** What it is: `CERTIFICATE`, `PRIVATE KEY` … */
  readonly label: string
  /** The block with its lines as PEM has them; empty for what cannot be read, and for what is encrypted, which nobody writes. */
  readonly text: string
  /** Whether one has to know a passphrase to read it. */
  readonly isEncrypted: boolean
}

const base64 = /^[A-Za-z0-9+/]+={0,2}$/

const printed = (label: string, body: string): string =>
  `-----BEGIN ${label}-----\n${(body.match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`

function blockOf(label: string, inner: string): Block {
  // Older private keys have headers, and an empty line after them.
  const lines = inner.split(/\r\n|\r|\n/).map((line) => line.trim())
  const headers = lines.filter((line) => line.includes(':'))
  const isEncrypted = label.startsWith('ENCRYPTED ') || headers.some((line) => /^Proc-Type:.*ENCRYPTED/i.test(line))
  const body = lines
    .filter((line) => !line.includes(':'))
    .join('')
    .replace(/\s/g, '')
  return { label, text: !isEncrypted && base64.test(body) ? printed(label, body) : '', isEncrypted }
}

/** Gives the blocks of a text in their order. It reads no further than a block that does not end. */
export function pemBlocks(text: string): readonly Block[] {
  const blocks: Block[] = []
  for (let at = text.indexOf('-----BEGIN '); at >= 0; at = text.indexOf('-----BEGIN ', at + 1)) {
    const [begin, label] = /^-----BEGIN ([A-Z0-9 ]{1,40})-----/.exec(text.slice(at, at + 60)) ?? []
    if (begin === undefined || label === undefined) continue
    const end = text.indexOf(`-----END ${label}-----`, at)
    blocks.push(blockOf(label, end < 0 ? '' : text.slice(at + begin.length, end)))
    if (end < 0) break
    at = end
  }
  return blocks
}

/** Decodes an option: base64 on one line or several; undefined when it is something else. */
export function fromBase64(text: string): string | undefined {
  const body = text.replace(/\s/g, '')
  return base64.test(body) && body.replace(/=+$/, '').length % 4 !== 1 ? Buffer.from(body, 'base64').toString('latin1') : undefined
}
