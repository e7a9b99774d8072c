// What Juju would refuse later, and what a definition cannot say, is an error where the charm is defined.
import type { Interface, PeerInterface } from '@charm-layers/relation'
import { expect, test } from 'vitest'
import { CharmError, defineCharm } from '../../src/index.ts'

const read = (): { readonly state: 'absent' } => ({ state: 'absent' })
const write = (): Record<never, never> => ({})
const named = (name: string): Interface<unknown, unknown> => ({
  requires: { interface: name, side: 'requires', read, write },
  provides: { interface: name, side: 'provides', read, write },
})
const db = named('db')
const ring: PeerInterface<unknown, unknown> = { peers: { interface: 'ring', side: 'peers', read, write } }
const run = () => ({ results: {} })

/** Defines a charm as plain JavaScript could, and gives the error. */
function refusal(part: Readonly<Record<string, unknown>>): unknown {
  try {
    defineCharm({ name: 'web', summary: 'Serves', desired: () => [], ...part } as Parameters<typeof defineCharm>[0])
    return undefined
  } catch (error) {
    return error
  }
}
const action = (name: string, more: object) => ({ actions: () => ({ [name]: { description: 'x', run, ...more } }) })
const param = (schema: object) => action('go', { params: { n: schema } })

test.for<[object, string]>([
  [{ name: 'Pinger_x' }, "name 'Pinger_x' is no name that Juju takes"],
  [{ name: 'web-2' }, "name 'web-2' is no name"],
  [{ summary: undefined }, 'summary is missing'],
  [{ desired: undefined }, 'desired is no function'],
  [{ remove: [] }, 'remove is no function'],
  [{ nosuch: 1 }, 'nosuch is not supported'],
  [{ containers: {} }, 'containers is not supported: only charms for Kubernetes have this'],
  [{ 'charm-user': 'root' }, "['charm-user'] is not supported: only charms for Kubernetes have this"],
  [{ bases: ['ubuntu-22.04'] }, "bases has 'ubuntu-22.04', which is no base such as 'ubuntu@24.04'"],
  [{ bases: 'ubuntu@24.04' }, 'bases is not a list of texts'],
  [{ architectures: ['x86_64'] }, "architectures has 'x86_64', which is none of amd64"],
  [{ assumes: ['juju => 3'] }, "assumes has 'juju => 3', which is no need such as 'juju >= 3.1'"],
  [{ assumes: [{ anyOf: ['juju >= 3'], allOf: [] }] }, 'assumes has something that is neither'],
  [{ terms: ['a b'] }, "terms has 'a b'"],
  [{ links: { docs: 'x', chat: 'y' } }, 'links.chat is not supported'],
  [{ files: ['/etc/passwd'] }, "files has '/etc/passwd', which is no path inside the charm's folder"],
  [{ files: ['a/../../b'] }, 'is no path inside'],
  [{ files: ['build/x'] }, "files has 'build/x', a name that the packed charm uses itself or that Juju leaves out"],
  [{ requires: { db }, peers: { db: ring } }, "peers.db is an endpoint of 'requires' as well"],
  [{ requires: { ring } }, 'requires.ring has the side peers, and not requires: declare it among peers'],
  [{ requires: { db: {} } }, 'requires.db is no interface'],
  [{ requires: { 'juju-db': db } }, "requires['juju-db'] has a name that Juju keeps for itself"],
  [{ provides: { info: named('juju-info') } }, "provides.info speaks 'juju-info', which Juju keeps for itself"],
  [{ requires: { Db: db } }, 'requires.Db is no name that Juju takes'],
  [{ requires: { db: { ...db, limit: 0 } } }, 'requires.db.limit is not a number from 1 on'],
  [{ requires: { db: { ...db, scope: 'global' } } }, "requires.db.scope is not 'container'"],
  [{ requires: { db: { ...db, optional: 'yes' } } }, 'requires.db.optional is neither true nor false'],
  [{ requires: { db: undefined } }, 'requires.db is not an object'],
  [{ peers: { ring: { ...ring, limit: 1 } } }, 'peers.ring.limit is not supported: Juju makes the one relation of peers itself'],
  [{ subordinate: true, requires: { db } }, "subordinate needs an endpoint in requires with scope: 'container'"],
  [{ requires: { db }, extraBindings: ['db'] }, "extraBindings has 'db', which is an endpoint and has a binding already"],
  [{ storage: { data: { type: 'tape' } } }, "storage.data.type is neither 'filesystem' nor 'block'"],
  [{ storage: { data: { type: 'block', location: '/srv' } } }, 'storage.data.location is not supported: a disk is mounted nowhere'],
  [{ storage: { data: { type: 'block', 'minimum-size': '1G' } } }, "storage.data['minimum-size'] is not supported: write minimumSize"],
  [{ storage: { data: { type: 'block', minimumSize: 'big' } } }, "storage.data.minimumSize is no size such as '10G'"],
  [{ storage: { data: { type: 'block', multiple: '0' } } }, 'storage.data.multiple is none'],
  [{ storage: { data: { type: 'block', multiple: '3-1' } } }, 'storage.data.multiple ends before it begins'],
  [{ storage: { data: { type: 'block', multiple: 3 } } }, 'storage.data.multiple is no range'],
  [{ storage: { data: { type: 'filesystem', location: 'srv' } } }, 'storage.data.location is no absolute path'],
  [{ storage: { data: { type: 'filesystem', location: '/var/lib/juju/storage/x' } } }, 'storage.data.location is below'],
  [{ storage: { data: { type: 'block', properties: ['fast'] } } }, "storage.data.properties has more than 'transient'"],
  [{ storage: { 'data-2': { type: 'block' } } }, "storage['data-2'] is no name that Juju takes"],
  [
    { resources: { web: { type: 'oci-image' } } },
    'resources.web.type "oci-image" is not supported: only charms for Kubernetes have images',
  ],
  [{ resources: { web: { filename: 'a/b' } } }, 'resources.web.filename is no name of a file without a folder'],
  [{ resources: { web: {} } }, 'resources.web.filename is no name of a file'],
  [{ config: { n: { type: 'bool', description: 'x' } } }, 'config.n.type is none of string, int, float, boolean, secret'],
  [{ config: { n: { type: 'int', default: '10', description: 'x' } } }, 'config.n.default is not of type int'],
  [{ config: { n: { type: 'int', default: 2 ** 60, description: 'x' } } }, 'config.n.default is not of type int'],
  [{ config: { n: { type: 'int' } } }, 'config.n.description is missing'],
  [{ config: { n: { type: 'secret', description: 'x', default: '' } } }, 'config.n.default is not supported: a secret belongs to a model'],
  [{ config: { n: { type: 'int', description: 'x', enum: [1] } } }, 'config.n.enum is not supported'],
  [action('juju-ping', {}), "actions['juju-ping'] has a name that Juju keeps for itself"],
  [action('Ping', {}), 'actions.Ping is no name that Juju takes'],
  [action('go', { run: undefined }), 'actions.go.run is no function'],
  [action('go', { 'execution-group': 'x' }), "actions.go['execution-group'] is not supported: write executionGroup"],
  [action('go', { oneOf: [] }), 'actions.go.oneOf is not supported: check it in run'],
  [param({ type: 'text' }), 'actions.go.params.n.type is none of string'],
  [param({ type: 'string', format: 'date' }), 'actions.go.params.n.format is not supported: Juju does not check it: write pattern'],
  [param({ type: 'string', minimum: 1 }), 'actions.go.params.n.minimum is not supported'],
  [param({ type: 'integer', default: '1' }), 'actions.go.params.n.default it is not of type integer'],
  [param({ type: 'string', enum: ['a'], default: 'b' }), 'actions.go.params.n.default it is none of a'],
  [param({ type: 'integer', enum: ['a'] }), 'actions.go.params.n.enum is not a list of values of type integer'],
  [param({ type: 'integer', required: true, default: 1 }), 'actions.go.params.n.required has no effect, since there is a default'],
  [param({ type: 'array' }), 'actions.go.params.n.items is not an object'],
  [param({ type: 'array', items: { type: 'x' } }), 'actions.go.params.n.items.type is none of'],
  [param({ type: 'object', properties: { a: { type: 'x' } } }), 'actions.go.params.n.properties.a.type is none of'],
  [
    param({ type: 'object', properties: { a: { type: 'string', required: true }, b: { type: 'string', default: '' } } }),
    'actions.go.params.n is optional, with a default inside and something required inside',
  ],
])('%j is refused with its place', ([part, message]) => {
  const error = refusal({ ...part })
  expect(error).toBeInstanceOf(CharmError)
  expect(error).toMatchObject({ code: 'E_DEFINITION' })
  expect(String(error)).toContain(message)
})

test('every fault of a definition is told at once', () => {
  const text = String(refusal({ name: 'X', bases: ['x'], storage: { data: { type: 'tape' } } }))
  for (const place of ['name', 'bases', 'storage.data.type']) expect(text).toContain(place)
})
