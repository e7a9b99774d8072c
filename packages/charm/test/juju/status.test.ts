import { expect, test } from 'vitest'
import { active, blocked, maintenance, waiting, worst } from '../../src/juju/status.ts'

test('the worst name wins and the messages follow in the order given, each once', () => {
  expect(worst([waiting('a'), active('fine'), blocked('b'), waiting('a')])).toEqual(blocked('a, b'))
  expect(worst([maintenance('m'), active()])).toEqual(maintenance('m'))
})

test('nothing to say is ready', () => {
  expect(worst([])).toEqual(active('Unit is ready'))
})
