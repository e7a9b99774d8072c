import type { Flags } from './flags.ts'
import { decodeStringMap } from './go/yaml-decode.ts'
import type { Input } from './tool.ts'
import type { Bag } from './world.ts'

/** Reads the map that `--file` names; `-` is standard input, no name is no map. The agent opens the file, from the caller's directory. */
export const readMapFile = async (input: Input<Flags>, file: string): Promise<Bag> => {
  if (file === '') return {}
  return decodeStringMap(file === '-' ? input.stdin() : await input.hook.world.files.read(input.path(file)))
}
