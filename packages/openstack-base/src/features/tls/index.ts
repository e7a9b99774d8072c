/** The feature TLS: certificates for the API, from the operator's options or from a certificate authority over the endpoint `certificates`. */
import { status } from '@charm-layers/charm'
import { tlsCertificates } from '@charm-layers/interface-tls-certificates'
import { addressOptions } from '../../addresses.ts'
import { type Feature, feature } from '../../define/feature.ts'
import { systemAuthorities } from './authorities.ts'
import { certificates } from './certificates.ts'
import { namesWanted } from './names.ts'
import { tlsOptions } from './options.ts'

/** Makes the feature TLS: other features get its certificates as `tls` of the situation, and the machine trusts its authorities. */
export const tls = (): Feature =>
  feature({
    options: { ...tlsOptions, ...addressOptions },
    requires: { certificates: { ...tlsCertificates, optional: true } },
    encrypts: true,
    apply: (context, { virtual }) => {
      const { config, network, host, identity } = context
      const wanted = namesWanted({ options: config, network, host, virtual }, host.hostname, identity.application)
      const found = certificates(context, wanted)
      return { publish: [found.steps, found.statuses.map(status), systemAuthorities(context, found.tls)], tls: found.tls }
    },
  })
