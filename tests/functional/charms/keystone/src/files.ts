/** Configuration of the server: one file for keystone, one for the web server in front of it, one for systemd. */
import { type FileStep, file, type Secret, secret } from '@charm-layers/charm'

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
`

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

/** Files that need the package's group. */
export const configuration = (connection: Secret): readonly FileStep[] => [
  file('/etc/keystone/keystone-uwsgi.ini', webServer, { restarts: 'keystone' }),
  file(
    '/etc/keystone/keystone.conf',
    secret(`[DEFAULT]
use_stderr = true
[database]
connection = ${connection.reveal()}
[token]
provider = fernet
`),
    { mode: 0o640, group: 'keystone', restarts: 'keystone' },
  ),
]
