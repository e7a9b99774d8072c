import { expect, test } from 'vitest'
import { findUnit } from '../../src/model/lookup.ts'
import { changeModelConfig } from '../../src/model/model-config.ts'
import type { Hook } from '../../src/model/unit.ts'
import { hookEnvironment, unitPaths } from '../../src/uniter/environment.ts'
import { plainHook, relationHook, secretHook } from '../../src/uniter/hooks.ts'
import { charm, deployIn, newSim, type Sim } from './sim.ts'

const sim = newSim()
deployIn(sim, charm('web', 0), 'web')
const env = (hook: Hook, at: Sim = sim): Record<string, string> =>
  hookEnvironment(
    at.model,
    findUnit(at.model, 'web/0'),
    { hook },
    {
      contextId: 'web/0-x-1',
      paths: unitPaths('/var/lib/juju', 'web/0'),
      apiAddresses: '10.0.0.1:17070',
    },
  )
const only = (all: Record<string, string>, ...names: string[]): Record<string, string | undefined> =>
  Object.fromEntries(names.map((name) => [name, all[name]]))

test('a hook gets exactly the variables of Juju and nothing of the controller', () => {
  expect(Object.keys(env(plainHook('install'))).toSorted()).toEqual([
    'APT_LISTCHANGES_FRONTEND',
    'CHARM_DIR',
    'CLOUD_API_VERSION',
    'DEBIAN_FRONTEND',
    'JUJU_AGENT_SOCKET_ADDRESS',
    'JUJU_AGENT_SOCKET_NETWORK',
    'JUJU_API_ADDRESSES',
    'JUJU_AVAILABILITY_ZONE',
    'JUJU_CHARM_DIR',
    'JUJU_CHARM_FTP_PROXY',
    'JUJU_CHARM_HTTPS_PROXY',
    'JUJU_CHARM_HTTP_PROXY',
    'JUJU_CHARM_NO_PROXY',
    'JUJU_CONTEXT_ID',
    'JUJU_DISPATCH_PATH',
    'JUJU_HOOK_NAME',
    'JUJU_MACHINE_ID',
    'JUJU_MODEL_NAME',
    'JUJU_MODEL_UUID',
    'JUJU_PRINCIPAL_UNIT',
    'JUJU_SLA',
    'JUJU_UNIT_NAME',
    'JUJU_VERSION',
    'LANG',
    'PATH',
    'TERM',
  ])
  expect(env(plainHook('install'))).toMatchObject({
    JUJU_AGENT_SOCKET_ADDRESS: '/var/lib/juju/agents/unit-web-0/agent.socket',
    JUJU_DISPATCH_PATH: 'hooks/install',
    PATH: '/var/lib/juju/tools/unit-web-0:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  })
})

test('relation hooks name the relation; the remote unit is empty where there is none', () => {
  const relation = { id: 3, endpoint: 'db', remoteApplication: 'mysql' }
  const names = ['JUJU_RELATION', 'JUJU_RELATION_ID', 'JUJU_REMOTE_APP', 'JUJU_REMOTE_UNIT', 'JUJU_DEPARTING_UNIT']
  const base = { JUJU_RELATION: 'db', JUJU_RELATION_ID: 'db:3', JUJU_REMOTE_APP: 'mysql' }
  expect(only(env(relationHook('created', relation)), ...names)).toEqual({ ...base, JUJU_REMOTE_UNIT: '', JUJU_DEPARTING_UNIT: undefined })
  const departed = relationHook('departed', relation, { remoteUnit: 'mysql/0', departingUnit: 'web/0' })
  expect(only(env(departed), ...names)).toEqual({ ...base, JUJU_REMOTE_UNIT: 'mysql/0', JUJU_DEPARTING_UNIT: 'web/0' })
})

test('secret hooks give the revision only where Juju does', () => {
  const secret = { id: 'cngj3jre7ls3su1ln020', label: 'pw', revision: 2 }
  const names = ['JUJU_SECRET_ID', 'JUJU_SECRET_LABEL', 'JUJU_SECRET_REVISION']
  const base = { JUJU_SECRET_ID: 'secret:cngj3jre7ls3su1ln020', JUJU_SECRET_LABEL: 'pw' }
  expect(only(env(secretHook('changed', secret)), ...names)).toEqual({ ...base, JUJU_SECRET_REVISION: undefined })
  expect(only(env(secretHook('remove', secret)), ...names)).toEqual({ ...base, JUJU_SECRET_REVISION: '2' })
})

test('the legacy proxies are there only when the operator has set one', () => {
  const proxied = newSim()
  deployIn(proxied, charm('web', 0), 'web')
  proxied.change((model) => void changeModelConfig(model, { 'http-proxy': 'http://p:1', 'juju-http-proxy': 'http://j:1' }, []))
  expect(env(plainHook('install'), proxied)).toMatchObject({
    http_proxy: 'http://p:1',
    HTTP_PROXY: 'http://p:1',
    no_proxy: '127.0.0.1,localhost,::1',
    JUJU_CHARM_HTTP_PROXY: 'http://j:1',
  })
  expect(env(plainHook('install'))).not.toHaveProperty('http_proxy')
})
