import { unitPaths } from '../uniter/environment.ts'
import type { Turn } from './turn.ts'

/** Finds what runs a hook or an action: `dispatch`, else the file named after it; null when the charm has none. */
export async function findHandler({ machine, unit }: Turn, folder: 'hooks' | 'actions', name: string): Promise<string | null> {
  const { charm } = unitPaths(machine.root, unit)
  for (const path of [`${charm}/dispatch`, `${charm}/${folder}/${name}`]) if (await machine.exists(path)) return path
  return null
}
