/** TLS of the broker: a second port, beside the plain one, which clients need until they have changed over. */
import { type Desired, directory, type FileStep, file } from '@charm-layers/charm'
import { certificateFiles, type TlsState } from '@charm-layers/openstack-base'

/** The port for TLS. */
export const tlsPort = 5671

const folder = '/etc/rabbitmq/tls'
const paths = { certificate: `${folder}/cert.pem`, key: `${folder}/key.pem`, authorities: `${folder}/ca.pem` }
const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
]

const encrypted = `listeners.ssl.default = ${tlsPort}
ssl_options.cacertfile = ${paths.authorities}
ssl_options.certfile = ${paths.certificate}
ssl_options.keyfile = ${paths.key}
ssl_options.verify = verify_none
ssl_options.fail_if_no_peer_cert = false
ssl_options.versions.1 = tlsv1.3
ssl_options.versions.2 = tlsv1.2
${ciphers.map((cipher, at) => `ssl_options.ciphers.${at + 1} = ${cipher}\n`).join('')}`

/** Written before the package is installed, which makes systemd read it: Erlang reads a certificate once, until it is told to forget it. */
export const reloadable: FileStep = file(
  '/etc/systemd/system/rabbitmq-server.service.d/stand-in.conf',
  "[Service]\nExecReload=/usr/sbin/rabbitmqctl eval 'ssl:clear_pem_cache().'\n",
)

/** Gives the broker's file; it listens for TLS only after a restart. */
export const configuration = (isEncrypted: boolean): FileStep =>
  file('/etc/rabbitmq/rabbitmq.conf', `listeners.tcp.default = 5672\n${isEncrypted ? encrypted : ''}`, { restarts: 'rabbitmq-server' })

/** Gives the steps for certificates; they need the package's group. */
export const certificateSteps = (tls: TlsState): Desired => [
  tls.state === 'ready' && directory(folder),
  certificateFiles(tls, paths, { group: 'rabbitmq', reloads: ['rabbitmq-server'] }),
]
