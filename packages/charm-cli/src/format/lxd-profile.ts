import { decoder, mapField, textEntries, textField } from './decode.ts'
import { annotated, FormatError } from './errors.ts'
import { quote } from './go.ts'
import { lookUp } from './value.ts'
import { parseYaml } from './yaml.ts'

/** What lxd-profile.yaml says. */
export interface LxdProfile {
  readonly description: string
  readonly config: ReadonlyMap<string, string>
  readonly devices: ReadonlyMap<string, ReadonlyMap<string, string>>
}

const deviceTypes: ReadonlySet<string> = new Set(['unix-char', 'unix-block', 'gpu', 'usb'])
const refusedConfig = ['boot', 'limits', 'migration']

/**
 * Reads and checks lxd-profile.yaml. Juju's `--force` skips the check; here it always runs.
 *
 * @throws FormatError with Juju's text.
 */
export const parseLxdProfile = (text: string): LxdProfile => {
  const profile = annotated('failed to unmarshall lxd-profile.yaml', () => decodeProfile(text))
  for (const device of profile.devices.values()) {
    const type = device.get('type')
    if (type !== undefined && !deviceTypes.has(type)) {
      throw new FormatError(`invalid lxd-profile.yaml: contains device type ${quote(type)}`, 'devices')
    }
  }
  for (const key of profile.config.keys()) {
    if (refusedConfig.some((prefix) => key.startsWith(prefix))) {
      throw new FormatError(`invalid lxd-profile.yaml: contains config value ${quote(key)}`, 'config')
    }
  }
  return profile
}

const decodeProfile = (text: string): LxdProfile => {
  const decode = decoder()
  const value = parseYaml(text)
  const profile = mapField(value, 'charm.LXDProfile', decode)
  const texts = (map: ReturnType<typeof mapField>): ReadonlyMap<string, string> =>
    new Map([...textEntries(map, decode)].map(([key, each]) => [key, textField(each, decode)] as const))
  const field = (name: string): ReturnType<typeof lookUp> => (profile === undefined ? undefined : lookUp(profile, name))
  const devices = textEntries(mapField(field('devices'), 'map[string]map[string]string', decode), decode)
  const result: LxdProfile = {
    description: textField(field('description'), decode),
    config: texts(mapField(field('config'), 'map[string]string', decode)),
    devices: new Map([...devices].map(([name, device]) => [name, texts(mapField(device, 'map[string]string', decode))] as const)),
  }
  decode.finish()
  return result
}
