import { isDeepStrictEqual } from 'node:util'
import { CharmError } from '@charm-layers/charm'
import { stringify } from 'yaml'
import { jsonOf } from '../format/json.ts'
import { parseYaml } from '../format/yaml.ts'

/** Writes data as YAML that Juju reads as the same data, quoting what YAML 1.1 takes for something else, such as `yes` or `22.04`. */
export const renderYaml = (file: string, data: Readonly<Record<string, unknown>>): string => {
  const text = stringify(data, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false })
  const read = parseYaml(text)
  if (read === undefined || !isDeepStrictEqual(jsonOf(read), JSON.parse(JSON.stringify(data)))) {
    throw new CharmError('E_YAML', `${file} would not be read by Juju as it is meant`, {
      hint: 'this is a fault of charm-cli: please report it',
    })
  }
  return text
}
