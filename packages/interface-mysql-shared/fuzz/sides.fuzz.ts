import { anyView, type FuzzTarget, sideReads } from '../../../tools/fuzz/index.ts'
import { connectionUrl, mysqlShared, mysqlSharedPrefixed } from '../src/index.ts'

const answers = anyView({
  db_host: ['10.5.2.30', 'None'],
  db_port: ['3306', '1e3'],
  password: ['pw'],
  allowed_units: ['trove/0 trove/1'],
  nova_password: ['pw'],
  nova_allowed_units: ['trove/0'],
  ssl_ca: ['UEVN'],
  ssl_cert: ['UEVN'],
  ssl_key: ['UEVN'],
  'access-network': ['10.5.2.0/24', '10.9.0.0/16'],
  wait_timeout: ['3600'],
  'cluster-series-upgrading': ['x'],
})
const requests = anyView({
  database: ['trove', '*'],
  username: ['trove'],
  hostname: ['10.5.2.21', '["10.5.2.21", "a"]', 'None', '%'],
  nova_database: ['nova'],
  nova_username: ['nova'],
  nova_hostname: ['10.5.2.21'],
})

export const targets: readonly FuzzTarget[] = [
  sideReads('the answer, and makes a URL of it', answers, (view) => {
    const state = mysqlShared.requires.read(view, { database: 'trove', username: 'trove' })
    if (state.state === 'ready') new URL(connectionUrl(state.data).reveal())
    return state
  }),
  sideReads('the answer to several requests', answers, (view) =>
    mysqlSharedPrefixed.requires.read(view, { schemas: { nova: { database: 'nova', username: 'nova' } } }),
  ),
  sideReads('the request', requests, (view) => mysqlShared.provides.read(view)),
]
