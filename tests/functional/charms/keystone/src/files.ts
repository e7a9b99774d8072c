/** Configuration of the server: for keystone, for the web server in front of it, for systemd. */
import { absent, type Desired, type FileStep, file, type Secret, secret } from '@charm-layers/charm'
import { serverPort } from './front.ts'

/** uWSGI's defaults of the distribution (eight processes) are made for clouds. */
const webServer = `[uwsgi]
plugins = python3
master = true
lazy-apps = true
no-orphans = true
die-on-term = true
enable-threads = true
thunder-lock = true
buffer-size = 65535
rem-header = Content-Length
processes = 2
threads = 4
listen = 100
paste-logger = true
logto = /var/log/keystone/keystone.log
name = keystone-api
chdir = /var/lib/keystone
wsgi-file = /usr/bin/keystone-wsgi-public
touch-chain-reload = /etc/keystone/keystone.conf
`

// The distribution's script would listen on all addresses, where HAProxy does.
const listening = `DAEMON_ARGS="--http-socket 127.0.0.1:${serverPort} --ini /etc/keystone/keystone-uwsgi.ini"\n`

// The package starts its service before there is a database, and cannot be installed while the service is masked. So the service starts
// only
// once its keys exist, which are made after the schema. uWSGI ignores systemd's usual signal to end, which would cost 15 seconds.
const startAndEnd = `[Unit]
ConditionPathExists=/etc/keystone/credential-keys/0

[Service]
KillMode=mixed
KillSignal=SIGINT
TimeoutStopSec=3
`

/** Written before the package is installed, which makes systemd read it. */
export const dropIn: FileStep = file('/etc/systemd/system/keystone.service.d/stand-in.conf', startAndEnd)

/** Where the authority of the database is. */
export const databaseAuthority = '/etc/keystone/database-ca.pem'

/**
 * Files that need the package's group. uWSGI sees a new keystone.conf by itself, and starts its processes anew one by one, so that no client waits. It listens
 * on the loopback interface.
 */
export const configuration = (connection: Secret, authority: string | undefined): Desired => [
  file('/etc/default/keystone', listening, { restarts: 'keystone' }),
  file('/etc/keystone/keystone-uwsgi.ini', webServer, { restarts: 'keystone' }),
  authority === undefined ? absent(databaseAuthority) : file(databaseAuthority, authority),
  file(
    '/etc/keystone/keystone.conf',
    secret(`[DEFAULT]
use_stderr = true
[database]
connection = ${connection.reveal()}
[token]
provider = fernet
[oslo_middleware]
enable_proxy_headers_parsing = true
`),
    { mode: 0o640, group: 'keystone' },
  ),
]
