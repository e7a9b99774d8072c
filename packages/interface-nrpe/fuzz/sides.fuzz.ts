import { anyTextOf, anyView, type FuzzTarget, reading, sideReads, YAML_TOKENS } from '../../../tools/fuzz/index.ts'
import { nrpe } from '../src/index.ts'
import { parseYaml } from '../src/yaml.ts'

const monitors = [
  'monitors: {remote: {nrpe: {a: {command: check_a, max_check_attempts: 3}}}}',
  'monitors: {remote: {nrpe: {a: {max_check_attempts: {toString: 1, valueOf: 1}}}}}',
  'monitors: {local: {disk: {a: {path: "/; reboot"}}, custom: {b: {check: check_b, params: "-a $(x)"}}}}',
]
const checks = anyView({ monitors, primary: ['True'], timestamp: ['1'] }, { monitors })
const names = anyView({ nagios_hostname: ['trove-0', 'None', '../x'], nagios_host_context: ['juju'] }, { monitors })

export const targets: readonly FuzzTarget[] = [
  sideReads('the checks', checks, (view) => nrpe.requires.read(view, { hostname: 'trove-0' })),
  sideReads('the name of the machine', names, (view) => nrpe.provides.read(view)),
  reading('YAML', anyTextOf(YAML_TOKENS), parseYaml),
]
