import { describe, expect, test } from 'vitest'
import { isInside } from '../src/wire/index.ts'

describe('an address and a network', () => {
  test.each([
    ['10.5.2.21', '10.5.2.0/24', true],
    ['10.5.3.21', '10.5.2.0/24', false],
    ['10.5.3.21', '10.5.2.0/23', true],
    ['10.5.2.21', '0.0.0.0/0', true],
    ['10.5.2.21', '10.5.2.21/32', true],
    ['10.5.2.22', '10.5.2.21/32', false],
    ['2001:db8::21', '2001:db8::/64', true],
    ['2001:db8:1::21', '2001:db8::/48', false],
    ['2001:db8:0:0:0:0:0:1', '2001:db8::1/128', true],
    ['::ffff:10.5.2.21', '::ffff:10.5.2.0/120', true],
    ['10.5.2.21', '2001:db8::/64', false],
    ['trove-0', '10.5.2.0/24', undefined],
    ['10.5.2.21', 'nonsense', undefined],
    ['10.5.2.21', '10.5.2.0/33', undefined],
    ['1::2::3', '::/0', undefined],
    ['10.5.2.256', '10.5.2.0/24', undefined],
  ])('%s inside %s is %s', (address, network, inside) => {
    expect(isInside(address, network)).toBe(inside)
  })
})
