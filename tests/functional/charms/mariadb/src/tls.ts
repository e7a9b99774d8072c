/**
 * TLS of the database. The server has a certificate at all times, at first one of its own that nobody trusts, since it can begin with TLS only when it
 * starts: so neither the change to TLS nor a new certificate restarts it.
 */
import { command, type Desired, directory, type FileStep, file } from '@charm-layers/charm'
import { certificateFiles, type TlsState } from '@charm-layers/openstack-base'

const folder = '/etc/mysql/tls'
const paths = { certificate: `${folder}/cert.pem`, key: `${folder}/key.pem` }
const makeOwn = '/usr/local/lib/stand-in-mariadb/own-certificate'

const configuration = `[mysqld]
ssl_cert = ${paths.certificate}
ssl_key = ${paths.key}
tls_version = TLSv1.2,TLSv1.3
ssl_cipher = ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384
init_file = ${folder}/start.sql
`

const ownCertificate = `#!/bin/sh
# Makes the certificate that the server has until it has one of an authority.
set -e
umask 027
cd ${folder}
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=$(hostname)" -keyout key.new -out cert.new 2>/dev/null
chgrp mysql key.new cert.new
chmod 640 key.new
mv key.new ${paths.key}
mv cert.new ${paths.certificate}
`

/** Written before the package is installed, which makes systemd read it: the distribution's unit cannot reload. */
export const reloadable: FileStep = file(
  '/etc/systemd/system/mariadb.service.d/stand-in.conf',
  `[Service]
ExecReload=+/bin/sh -c 'exec mariadb --no-defaults < ${folder}/start.sql'
ExecReload=+/usr/bin/mariadb --no-defaults -e "FLUSH SSL"
`,
)

/**
 * Gives the steps for certificates; they need the package's group. Without an authority the last certificate stays, for clients that have not
 * changed over yet.
 */
export const certificateSteps = (tls: TlsState, requires: boolean): Desired => [
  directory(folder),
  file(makeOwn, ownCertificate, { mode: 0o755 }),
  file(`${folder}/start.sql`, `SET GLOBAL require_secure_transport = ${requires ? 'ON' : 'OFF'};\n`, { reloads: 'mariadb' }),
  tls.state === 'ready'
    ? certificateFiles(tls, paths, { group: 'mysql', reloads: ['mariadb'] })
    : command('make a certificate of its own', [makeOwn], { unless: ['/usr/bin/test', '-e', paths.certificate] }),
  file('/etc/mysql/mariadb.conf.d/61-tls.cnf', configuration, { restarts: 'mariadb' }),
]
