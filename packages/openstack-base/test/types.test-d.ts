// What must not compile in the definition of an OpenStack charm.

import { defineCharm, option, type Secret } from '@charm-layers/charm'
import { tlsCertificates } from '@charm-layers/interface-tls-certificates'
import {
  atLeast,
  certificateFiles,
  certificates,
  checked,
  configFile,
  defineOpenStackCharm,
  highAvailability,
  identity,
  matches,
  noTls,
  type ServerCertificate,
  type TlsState,
} from '@charm-layers/openstack-base'
import { expectTypeOf, test } from 'vitest'

const base = {
  name: 'typed',
  summary: 'Types only',
  user: 'typed',
  release: { package: 'typed', versions: {} },
  packages: [],
  services: { api: { unit: 'typed-api', ports: [80, '53/udp'] } },
} as const

test('features and files name services of the charm', () => {
  defineOpenStackCharm({
    ...base,
    // @ts-expect-error: there is no such service
    features: [identity({ service: 'designate', endpoint: 'central', description: '', path: '' })],
    files: [],
  })
  defineOpenStackCharm({
    ...base,
    // @ts-expect-error: there is no such service
    features: [highAvailability({ services: ['central'], health: '/', disableFile: '/etc/x' })],
    files: [],
  })
  defineOpenStackCharm({
    ...base,
    features: [identity({ service: 'designate', endpoint: 'api', description: '', path: '' })],
    // @ts-expect-error: there is no such service
    files: [configFile('/etc/x', () => '', { format: 'plain', restarts: ['central'] })],
  })
})

test('a file has a format', () => {
  // @ts-expect-error: the format is missing
  configFile('/etc/x', () => '', { restarts: [] })
  // @ts-expect-error: there is no such format
  configFile('/etc/x', () => '', { format: 'toml' })
})

test('a port has a protocol that is known', () => {
  defineOpenStackCharm({
    ...base,
    // @ts-expect-error: Juju knows tcp and udp
    services: { api: { unit: 'typed-api', ports: ['80/sctp'] } },
    features: [],
    files: [],
  })
})

test('a check is of the type of its option', () => {
  checked(option.int({ description: '' }), atLeast(0))
  // @ts-expect-error: the option is a number
  checked(option.int({ description: '' }), matches(/x/, 'x'))
  // @ts-expect-error: the option is a text
  checked(option.string({ default: 'x', description: '' }), atLeast(0))
})

test('files are made of certificates that are ready, and keys are secrets', () => {
  const state: TlsState = noTls
  if (state.state === 'ready') expectTypeOf(state.certificates[0]?.key).toEqualTypeOf<Secret | undefined>()
  const kept: TlsState = { state: 'kept', certificates: [] }
  // @ts-expect-error: what is kept has no keys
  void kept.certificates[0]?.key
  // @ts-expect-error: a key is a secret
  const bad: ServerCertificate['key'] = 'text'
  void bad
  // @ts-expect-error: the path of the key is missing
  certificateFiles(state, { certificate: '/etc/x.pem' })
})

test('a charm without the endpoint for certificates has none', () => {
  defineCharm({
    name: 'typed',
    summary: 'Types only',
    desired: (context) => {
      // @ts-expect-error: there is no endpoint 'certificates'
      return certificates(context, { requests: [], hosts: [] }).steps
    },
  })
  defineCharm({
    name: 'typed',
    summary: 'Types only',
    requires: { certificates: tlsCertificates },
    desired: (context) => certificates(context, { requests: [], hosts: [] }).steps,
  })
})
