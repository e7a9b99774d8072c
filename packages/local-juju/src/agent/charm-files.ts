import { join } from 'node:path'
import { type CharmArchive, readCharmArchive } from '@charm-layers/charm-cli/format'
import type { RunningMachine, TreeEntry } from '../controller/machines/port.ts'
import { findUnit, must } from '../model/lookup.ts'
import { beginCharm, commitCharm, failCharm } from '../uniter/deploy-charm.ts'
import { unitPaths } from '../uniter/environment.ts'
import type { Decision } from '../uniter/resolver.ts'
import { logUnit, UNITER } from './log.ts'
import type { AgentParts } from './parts.ts'
import { changeUnit } from './turn.ts'

/** Expands the application's charm into a unit's charm directory: files of the old version that the new one lacks are removed. */
export async function deployCharm(parts: AgentParts, name: string, decision: Extract<Decision, { do: 'deploy-charm' }>): Promise<void> {
  const { store, directory } = parts
  const before = findUnit(store.read(), name)
  const machine = must(parts.machine(before.machine), `machine ${before.machine} that runs`)
  const place = { parts, unit: name }
  const url = changeUnit(place, (change) => beginCharm(change, decision))
  // By force a unit is removed at any time.
  const isGone = (): boolean => store.read().units[name] === undefined
  const archiveOf = (charm: string): string => join(directory, must(store.read().charms[charm], `charm ${charm}`).archive)
  try {
    const paths = unitPaths(machine.root, name)
    const old = before.agent.charm === null ? [] : await fileNames(archiveOf(before.agent.charm))
    await parts.tools.installTools(machine, paths.tools)
    const archive = await readCharmArchive(archiveOf(url))
    try {
      const entries = entriesOf(archive)
      const names = new Set(entries.map((entry) => entry.path))
      await machine.expand(
        paths.charm,
        entries,
        old.filter((file) => !names.has(file)),
      )
    } finally {
      archive.close()
    }
    if (!isGone()) changeUnit(place, commitCharm)
  } catch (error) {
    if (isGone()) return
    const why = error instanceof Error ? error.message : String(error)
    logUnit(place, 'ERROR', `executing operation "${decision.reason} ${url}" for ${name}: ${why}`, UNITER)
    changeUnit(place, failCharm)
  }
}

async function fileNames(archive: string): Promise<string[]> {
  const opened = await readCharmArchive(archive)
  opened.close()
  return opened.entries.filter(({ kind }) => kind !== 'directory').map(({ name }) => name)
}

function entriesOf(archive: CharmArchive): TreeEntry[] {
  return archive.entries
    .filter(({ name }) => !isDropped(name))
    .map(({ name, kind, mode, target }): TreeEntry => {
      if (kind === 'symlink') return { kind: 'link', path: name, target: target ?? '' }
      if (kind === 'directory') return { kind, path: name, mode: 0o755 }
      return { kind, path: name, mode: runnable(name, mode), content: () => archive.stream(name) }
    })
}

/** Tells whether Juju leaves a file out: up to 3.6 the controller repacks a local charm without version control, tox and `build`. */
function isDropped(name: string): boolean {
  return /(^|\/)\.(git|svn|hg|bzr|tox)(\/|$)/.test(name) || /^build(\/|$)/.test(name)
}

/**
 * Gives a file the mode that the repacked charm has: 0755 or 0644. Juju makes every hook executable; `dispatch` has to be executable in the
 * archive.
 */
function runnable(name: string, mode: number): number {
  return (mode & 0o100) !== 0 || /^hooks\/[^/]+$/.test(name) ? 0o755 : 0o644
}

/** Tells whether a unit's charm is on its machine. */
export async function charmIsThere(machine: RunningMachine, unit: string): Promise<boolean> {
  return await machine.exists(`${unitPaths(machine.root, unit).charm}/metadata.yaml`)
}

/** Removes what a unit's agent has put on its machine, unless that goes too. */
export async function cleanUnit(parts: AgentParts, name: string, id: string): Promise<void> {
  const machine = parts.machine(id)
  if (machine === undefined || parts.store.read().machines[id]?.life !== 'alive') return
  const { agent, tools } = unitPaths(machine.root, name)
  await machine.remove(agent)
  await machine.remove(tools)
}
