import { anyView, type FuzzTarget, sideReads } from '../../../tools/fuzz/index.ts'
import { amqp, transportUrl } from '../src/index.ts'

const request = { username: 'trove', vhost: 'trove' }
const answers = anyView({
  'private-address': ['10.5.1.31', '2001:db8::31', 'None'],
  hostname: ['10.5.1.31'],
  password: ['pw'],
  ssl_port: ['5671', '0'],
  ssl_ca: ['UEVN', '%'],
  clustered: ['true'],
  vip: ['10.5.1.30', 'None'],
  'ha-vip-only': ['True'],
})
const requests = anyView({
  username: ['trove', 'a b'],
  vhost: ['openstack', '/'],
  admin: ['True'],
  ttl: ['60', 'x'],
  ttlname: ['heat_expiry'],
  ttlreg: ['heat|engine'],
  x_username: ['x'],
  x_vhost: ['x'],
})

export const targets: readonly FuzzTarget[] = [
  sideReads('the answer, and makes a URL of it', answers, (view) => {
    const state = amqp.requires.read(view, request)
    // A URL of something else than hosts would be no URL, or another one.
    if (state.state === 'ready')
      for (const host of state.data.hosts) new URL(transportUrl({ ...state.data, hosts: [host] }, request).reveal())
    return state
  }),
  sideReads('the request', requests, (view) => amqp.provides.read(view)),
]
