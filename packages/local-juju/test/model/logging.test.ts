import { expect, test } from 'vitest'
import { isLogged, parseLogging } from '../../src/model/logging.ts'
import { changeModelConfig } from '../../src/model/model-config.ts'
import type { Model } from '../../src/model/state.ts'
import { newSim } from '../uniter/sim.ts'

test.each([
  ['<root>=INFO', 'unit.web/0.install', 'DEBUG', false],
  ['<root>=INFO', 'unit.web/0.install', 'INFO', true],
  ['debug', 'unit.web/0.install', 'DEBUG', true],
  ['<root>=WARNING;unit=DEBUG', 'unit.web/0.juju-log', 'DEBUG', true],
  ['<root>=WARNING;unit=DEBUG', 'juju.worker.uniter', 'INFO', false],
  ['<root>=DEBUG: unit.web/0 = error', 'unit.web/0.juju-log', 'WARNING', false],
  ['<root>=DEBUG: unit.web/0 = error', 'unit.web/1.juju-log', 'DEBUG', true],
  ['unit=TRACE', 'juju.worker', 'INFO', false],
  ['', 'juju.worker', 'WARNING', true],
])('with %j, %s at %s is kept: %s', (config, module, level, kept) => {
  expect(isLogged(parseLogging(config), module, level)).toBe(kept)
})

test.each([
  ['chatty', 'config value expected \'=\', found "chatty"'],
  ['<root>=loud', 'unknown severity level "loud"'],
  ['=INFO', 'config value "=INFO" has missing module name'],
  ['<root>=INFO;unit', 'config value expected \'=\', found "unit"'],
])('refuses %j, and the model keeps what it had', (config, message) => {
  const model = structuredClone(newSim().model) as Model
  expect(() => changeModelConfig(model, { 'logging-config': config }, [])).toThrow(message)
  expect(model.config).toEqual({})
})
