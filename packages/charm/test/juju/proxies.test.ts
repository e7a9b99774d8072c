import { expect, test } from 'vitest'
import { proxiesOf } from '../../src/juju/environment.ts'

test('the proxies that a model keeps to its charms are known', () => {
  const env = { JUJU_CHARM_HTTP_PROXY: 'http://a', JUJU_CHARM_HTTPS_PROXY: 'http://b', JUJU_CHARM_NO_PROXY: 'localhost' }
  expect(proxiesOf(env)).toEqual({ http_proxy: 'http://a', https_proxy: 'http://b', no_proxy: 'localhost' })
})

test('those that it gives to everything are taken where it has no others', () => {
  const env = { JUJU_CHARM_HTTP_PROXY: '', JUJU_CHARM_HTTPS_PROXY: 'http://b', http_proxy: 'http://c', https_proxy: 'http://d' }
  expect(proxiesOf(env)).toEqual({ http_proxy: 'http://c', https_proxy: 'http://b' })
})

test('most models have none', () => {
  expect(proxiesOf({ JUJU_CHARM_HTTP_PROXY: '', JUJU_CHARM_FTP_PROXY: '' })).toEqual({})
})
