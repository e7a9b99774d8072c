import { describe, expect, test } from 'vitest'
import { comparable } from '../src/compare.ts'

describe('a written databag', () => {
  const rules = { json: ['json_groups', '*.processed_requests'], optional: ['corosync_mcastport'] }

  test('is compared as JSON where any spelling of it will do', () => {
    const compact = { json_groups: '{"b":"x","a":"é"}', 'trove_0.processed_requests': '{}' }
    const spaced = { json_groups: '{"a": "\\u00e9", "b": "x"}' }
    expect(comparable(compact, rules, {})).toEqual(comparable(spaced, rules, {}))
    expect(comparable({ 'trove_0.processed_requests': '{"a": 1}' }, rules, {})).toEqual({ 'trove_0.processed_requests': { a: 1 } })
  })

  test('differs by what the JSON says', () => {
    const groups = (text: string) => comparable({ json_groups: text }, rules, {})
    expect(groups('{"a":"x y"}')).not.toEqual(groups('{"a":"x  y"}'))
    expect(groups('["a","b"]')).not.toEqual(groups('["b","a"]'))
    expect(groups('{"a":{}}')).not.toEqual(groups('{}'))
    expect(groups("{'a': 'x'}")).toEqual({ json_groups: "{'a': 'x'}" })
    expect(groups('"a"')).toEqual({ json_groups: '"a"' })
  })

  test('is compared byte for byte elsewhere', () => {
    expect(comparable({ groups: '{"a": 1}', xjson_groups: '{}', trove_0_processed_requests: '[ ]' }, rules, {})).toEqual({
      groups: '{"a": 1}',
      xjson_groups: '{}',
      trove_0_processed_requests: '[ ]',
    })
  })

  test('may hold what nobody needs, which counts only where it is expected', () => {
    expect(comparable({ corosync_mcastport: '4440' }, rules, {})).toEqual({})
    expect(comparable({ corosync_mcastport: '4440' }, rules, { corosync_mcastport: '5406' })).toEqual({ corosync_mcastport: '4440' })
  })
})
