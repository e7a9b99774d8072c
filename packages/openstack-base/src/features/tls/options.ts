/** The options by which an operator gives certificates. */
import { type ConfigOf, type Option, option } from '@charm-layers/charm'

type Text = Extract<Option, { readonly type: 'string' }>
type Sensitive = Extract<Option, { readonly type: 'sensitive' }>

/** The options by which an operator gives a certificate, its key, and the authority that issued it. They win over the relation `certificates`. */
export const tlsOptions: { readonly ssl_cert: Text; readonly ssl_key: Sensitive; readonly ssl_ca: Text } = {
  ssl_cert: option.string({
    description:
      'Certificate of the API in PEM, followed by those of the authorities between it and the root; base64-encoded. Needs ssl_key.',
  }),
  ssl_key: option.sensitive({
    key: 'ssl-key',
    description:
      'Private key of ssl_cert: the id of a secret that holds it in PEM, which is best (juju add-secret NAME ssl-key#file=KEY; juju grant-secret NAME APPLICATION), or base64-encoded PEM.',
  }),
  ssl_ca: option.string({
    description:
      'Certificates of authorities to trust, in PEM, base64-encoded; among them the root of ssl_cert, unless that is a public one.',
  }),
}

/** The values of these options, in a charm that may have none of them. */
export type TlsConfig = Partial<ConfigOf<typeof tlsOptions>>

/** The names of these options. Their values have several lines, and no template needs them. */
export const tlsOptionNames: readonly string[] = Object.keys(tlsOptions)
