import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refused } from '../../model/refused.ts'
import type { Resource } from '../../model/state.ts'

/** Copies resource files into the model, so that the user may change theirs. */
export function storeResources(directory: string, application: string, files: Readonly<Record<string, string>>): Record<string, Resource> {
  return Object.fromEntries(
    Object.entries(files).map(([name, file]) => {
      if (!existsSync(file)) throw new Refused(`file for resource "${name}" not found: open ${file}: no such file or directory`)
      const digest = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12)
      const path = join('resources', application, `${name}-${digest}`, file.split('/').at(-1) ?? name)
      mkdirSync(join(directory, path, '..'), { recursive: true })
      copyFileSync(file, join(directory, path))
      return [name, { path, revision: 0, uploaded: new Date().toISOString() }]
    }),
  )
}
