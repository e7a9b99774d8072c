import { describe, expect, test } from 'vitest'
import { isRestricted, jujuAtLeast } from '../../src/juju/environment.ts'
import { parseEvent } from '../../src/juju/event.ts'

const relation = { JUJU_RELATION: 'db', JUJU_RELATION_ID: 'db:3', JUJU_REMOTE_APP: 'mysql' }

describe('the event is parsed from the environment', () => {
  test.each([
    [{ JUJU_DISPATCH_PATH: 'hooks/config-changed' }, { type: 'config-changed' }],
    [
      { JUJU_DISPATCH_PATH: 'hooks/db-relation-changed', ...relation, JUJU_REMOTE_UNIT: '' },
      { type: 'relation-changed', endpoint: 'db', relationId: 'db:3', remoteApp: 'mysql', remoteUnit: undefined },
    ],
    [
      { JUJU_DISPATCH_PATH: 'hooks/db-relation-joined', ...relation, JUJU_REMOTE_UNIT: 'mysql/0' },
      { type: 'relation-joined', endpoint: 'db', relationId: 'db:3', remoteApp: 'mysql', remoteUnit: 'mysql/0' },
    ],
    [
      { JUJU_DISPATCH_PATH: 'hooks/db-relation-departed', ...relation, JUJU_REMOTE_UNIT: 'mysql/0', JUJU_DEPARTING_UNIT: 'web/0' },
      { type: 'relation-departed', endpoint: 'db', relationId: 'db:3', remoteApp: 'mysql', remoteUnit: 'mysql/0', departingUnit: 'web/0' },
    ],
    [
      { JUJU_DISPATCH_PATH: 'actions/pause', JUJU_ACTION_NAME: 'pause', JUJU_ACTION_UUID: '7' },
      { type: 'action', name: 'pause', id: '7' },
    ],
    [
      { JUJU_DISPATCH_PATH: 'hooks/secret-changed', JUJU_SECRET_ID: 'secret:abc', JUJU_SECRET_LABEL: '' },
      { type: 'secret-changed', secretId: 'secret:abc', label: '' },
    ],
    [
      { JUJU_DISPATCH_PATH: 'hooks/data-storage-attached', JUJU_STORAGE_ID: 'data/0' },
      { type: 'storage-attached', storageId: 'data/0' },
    ],
  ])('%j', (env, event) => {
    expect(parseEvent(env)).toEqual(event)
  })

  test('a joined hook without its unit is refused', () => {
    expect(() => parseEvent({ JUJU_DISPATCH_PATH: 'hooks/db-relation-joined', ...relation })).toThrow('JUJU_REMOTE_UNIT is not set')
  })

  test('a hook of a Juju that is newer than this runtime is one like any other', () => {
    expect(parseEvent({ JUJU_DISPATCH_PATH: 'hooks/frobnicate' })).toEqual({ type: 'other', hook: 'frobnicate' })
  })

  test('a hook that somebody starts with juju exec is that hook, though Juju calls it an action', () => {
    const exec = { JUJU_ACTION_NAME: 'juju-exec', JUJU_ACTION_UUID: '2' }
    expect(parseEvent({ ...exec, JUJU_DISPATCH_PATH: 'hooks/update-status' })).toEqual({ type: 'update-status' })
    expect(() => parseEvent(exec)).toThrow('JUJU_DISPATCH_PATH is not set')
  })

  test('hooks in which tools are refused are known before anything else is looked at', () => {
    expect(isRestricted({ JUJU_DISPATCH_PATH: 'hooks/meter-status-changed' })).toBe(true)
    expect(isRestricted({ JUJU_DISPATCH_PATH: 'hooks/update-status' })).toBe(false)
  })
})

test.each([
  ['3.6.28', '3.0.3', true],
  ['3.0.2', '3.0.3', false],
  ['4.1-beta2', '3.0.3', true],
  ['2.9.52', '3.0.3', false],
  ['3.0.3.1', '3.0.3', true],
])('Juju %s is at least %s: %s', (have, want, is) => {
  expect(jujuAtLeast(have, want)).toBe(is)
})
