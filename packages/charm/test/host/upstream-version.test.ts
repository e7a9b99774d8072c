import { expect, test } from 'vitest'
import { upstreamVersion } from '../../src/index.ts'

test.each([
  ['1:18.0.0-2', '18.0.0'],
  ['2:21.0.0~rc1-0ubuntu1', '21.0.0~rc1'],
  ['1:10.11.14-0+deb12u2', '10.11.14'],
  ['3.10.8-1.1+deb12u1', '3.10.8'],
  ['1.2-rc-3', '1.2-rc'],
  ['17.0.0', '17.0.0'],
])('%s is upstream version %s', (version, upstream) => {
  expect(upstreamVersion(version)).toBe(upstream)
})
