import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { RunningMachine } from '../controller/machines/port.ts'
import { Refusal, type WorldFiles } from '../hook-tools/world.ts'
import type { Application } from '../model/state.ts'
import type { Frozen } from '../model/values.ts'
import { unitPaths } from '../uniter/environment.ts'

/** Gives the files of a machine; failures speak as Go does. */
export function machineFiles(machine: RunningMachine): WorldFiles {
  const failing = async <Result>(path: string, run: () => Promise<Result>): Promise<Result> => {
    try {
      return await run()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : ''
      const why = code === 'ENOENT' ? 'no such file or directory' : code === 'EISDIR' ? 'is a directory' : 'permission denied'
      throw new Refusal(`open ${path}: ${why}`)
    }
  }
  return {
    read: (path) => failing(path, () => machine.read(path)),
    write: (path, content) => failing(path, () => machine.write(path, content, 0o644)),
  }
}

/** Copies a resource to the unit under the name that the charm declares, unless the same bytes are there, and gives its path. */
export async function bringResource(
  { machine, unit, directory }: { machine: RunningMachine; unit: string; directory: string },
  application: Frozen<Application>,
  name: string,
  filename: string,
): Promise<string> {
  const resource = application.resources[name]
  if (resource === undefined || resource.path === null) throw new Refusal(`resource#${application.name}/${name} not found`)
  const content = await readFile(join(directory, resource.path))
  const path = `${unitPaths(machine.root, unit).agent}/resources/${basename(filename)}`
  const there = (await machine.exists(path)) ? await machine.read(path) : undefined
  if (there === undefined || digest(there) !== digest(content)) await machine.write(path, content, 0o600)
  return path
}

function digest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
