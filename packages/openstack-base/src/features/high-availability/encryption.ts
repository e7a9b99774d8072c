/** How HAProxy speaks TLS: to clients, and to the HAProxies of other units. */

/** The protocols that a unit answers. Both, while clients and other units may still use the one that it leaves. */
export type Answers = 'http' | 'both' | 'https'

/** What HAProxy needs for TLS, and what it answers now. */
export interface Encryption {
  readonly answers: Answers
  /** Folder of the certificates, each in a file with its chain and its key. The first by name is for clients that ask for none of the others. */
  readonly certificates: string
  /** File with the authorities that have to have signed the certificates of other units. */
  readonly authorities: string
}

// Mozilla's intermediate configuration.
const ciphers = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'DHE-RSA-AES128-GCM-SHA256',
  'DHE-RSA-AES256-GCM-SHA384',
  'DHE-RSA-CHACHA20-POLY1305',
].join(':')
const suites = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'].join(':')

/** Gives the lines of the section `global` that say which protocols and ciphers of TLS are spoken, as server and as client. */
export const encryptionLines = (encryption: Encryption | undefined): readonly string[] =>
  encryption === undefined
    ? []
    : [
        'tune.ssl.default-dh-param 2048',
        ...['bind', 'server'].flatMap((side) => [
          `ssl-default-${side}-ciphers ${ciphers}`,
          `ssl-default-${side}-ciphersuites ${suites}`,
          `ssl-default-${side}-options ssl-min-ver TLSv1.2 no-tls-tickets`,
        ]),
      ]
