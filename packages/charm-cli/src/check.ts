import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkSource } from './check/files.ts'
import type { Finding } from './check/finding.ts'
import { openSource } from './check/source.ts'

/**
 * Checks a charm, packed or in a folder: names the file, the field and the rule for everything that Juju would refuse, and warns of
 * mistakes that Juju silently accepts. In a folder with a `src/charm.ts` it checks what `pack` would make of it: the definition, the
 * charm's function with the defaults of all options, and the types, by the compiler of the charm's project.
 * @throws CharmError when there is no charm.
 */
export const check = async (path: string): Promise<readonly Finding[]> => {
  if (existsSync(join(path, 'src/charm.ts')) && !existsSync(join(path, 'metadata.yaml'))) {
    // The bundler is large, and the check of a packed charm does without.
    const { checkAuthor } = await import('./author/check.ts')
    return checkAuthor(resolve(path))
  }
  const source = await openSource(path)
  try {
    return await checkSource(source)
  } finally {
    source.close()
  }
}
