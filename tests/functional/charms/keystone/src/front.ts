/**
 * HAProxy before the server: it answers TLS and plain HTTP on one port, so that clients change over one by one, and takes a new certificate without a lost
 * request.
 */
import { type Context, type Desired, file, keep, remembered } from '@charm-layers/charm'
import { certificateFolder, type TlsState } from '@charm-layers/openstack-base'

/** The port that clients use. */
export const port = 5000
/** The port of the server itself, on the loopback interface. */
export const serverPort = 4980

const folder = '/etc/haproxy/tls'
const suites = 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256'
const ciphers =
  'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305'

const bind = `bind :::${port} v4v6`
const socket = (how: string): string => `unix@/run/haproxy/keystone-${how}.sock`

const eitherWay = `frontend either-way
	mode tcp
	${bind}
	tcp-request inspect-delay 5s
	tcp-request content accept if { req.ssl_hello_type 1 }
	use_backend tls if { req.ssl_hello_type 1 }
	default_backend plain

backend tls
	mode tcp
	server tls ${socket('tls')} send-proxy-v2

backend plain
	mode tcp
	server plain ${socket('plain')} send-proxy-v2
`

const configuration = (isEncrypted: boolean): string => `global
	log /dev/log local0
	user haproxy
	group haproxy
	stats socket /run/haproxy/admin.sock mode 600 expose-fd listeners
	ssl-default-bind-ciphers ${ciphers}
	ssl-default-bind-ciphersuites ${suites}
	ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets

defaults
	mode http
	log global
	timeout connect 5s
	timeout client 60s
	timeout server 60s

${isEncrypted ? eitherWay : ''}
frontend keystone
${
  isEncrypted
    ? `	bind ${socket('tls')} mode 600 user haproxy accept-proxy ssl crt ${folder}
	bind ${socket('plain')} mode 600 user haproxy accept-proxy`
    : `	${bind}`
}
	option forwardfor
	http-request del-header X-Forwarded-Proto
	http-request set-header X-Forwarded-Proto https if { ssl_fc }
	default_backend server

backend server
	server keystone 127.0.0.1:${serverPort}
`

/** Until when TLS is answered, in milliseconds since 1970; `certified` while there are certificates. */
const answersUntil = remembered.text('answers-tls-until')
/** So long TLS is answered after it was taken away, for clients that have not changed over yet. */
const grace = 300_000

/** Gives the steps for HAProxy. */
export const front = ({ recall, now }: Pick<Context, 'recall' | 'now'>, tls: TlsState): Desired => {
  const before = recall(answersUntil)
  const isCertified = tls.certificates.length > 0
  const until = isCertified ? 'certified' : before === 'certified' ? String(now + grace) : before
  const isEncrypted = isCertified || now < Number(until)
  return [
    (isCertified || !isEncrypted) && certificateFolder(tls, folder, { reloads: ['haproxy'] }),
    file('/etc/haproxy/haproxy.cfg', configuration(isEncrypted), { reloads: 'haproxy' }),
    keep(answersUntil, isEncrypted ? until : ''),
  ]
}
