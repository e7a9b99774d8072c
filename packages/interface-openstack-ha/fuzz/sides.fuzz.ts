import { anyView, type FuzzTarget, sideReads } from '../../../tools/fuzz/index.ts'
import { openstackHa } from '../src/index.ts'

const views = anyView({
  'private-address': ['10.5.3.22', 'None'],
  'public-address': ['203.0.113.22', ''],
  'unit-state-remote-0': ['READY'],
  secret: ['x'],
})

export const targets: readonly FuzzTarget[] = [sideReads('the peers', views, (view) => openstackHa.peers.read(view))]
