// The charms that a bundle names: read where they are new, compared where their application is there already.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Refused } from '../../model/refused.ts'
import type { Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import type { Context } from '../command.ts'
import type { ReadCharm } from './check.ts'
import type { Bundle } from './parse.ts'

/** Reads the charms of the applications that are not there yet; what is wrong with one is a problem of the bundle. */
export const readCharms = async (
  folder: string,
  bundle: Bundle,
  model: Frozen<Model>,
): Promise<{ readonly charms: ReadonlyMap<string, ReadCharm>; readonly problems: readonly string[] }> => {
  const { readLocalCharm } = await import('../../controller/charms/read.ts')
  const { chooseBase } = await import('../../controller/charms/store.ts')
  const charms = new Map<string, ReadCharm>()
  const problems: string[] = []
  for (const { name, charm: written, base: asked } of bundle.applications) {
    if (model.applications[name]) continue
    const path = resolve(folder, written.replace(/^local:/, ''))
    if (!existsSync(path)) {
      const isStore = !/^[./]|\.charm$/.test(written)
      const store = `charm ${JSON.stringify(written)} of application ${JSON.stringify(name)} is not a file; local-juju has no charm store`
      problems.push(isStore ? store : `charm path in application ${JSON.stringify(name)} does not exist: ${path}`)
      continue
    }
    try {
      const charm = await readLocalCharm(path, written)
      charms.set(name, { path, charm, base: chooseBase(model, charm, asked ?? null) })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      problems.push(`application ${JSON.stringify(name)}: ${error.message}`)
    }
  }
  return { charms, problems }
}

/** Warns of settings of existing applications that Juju would change to those of the bundle, and local-juju does not. */
export const tellKept = (context: Context, bundle: Bundle, model: Frozen<Model>, folder: string): void => {
  for (const application of bundle.applications) {
    const now = model.applications[application.name]
    if (!now) continue
    const path = resolve(folder, application.charm.replace(/^local:/, ''))
    const sha256 = existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : undefined
    const kept = [
      sha256 !== undefined && sha256 !== model.charms[now.charm]?.sha256 ? 'charm (see juju refresh)' : '',
      application.constraints !== '' && application.constraints !== now.constraints ? 'constraints (see juju set-constraints)' : '',
      application.trust && !now.trust ? 'trust (see juju trust)' : '',
      Object.keys(application.resources).length > 0 ? 'resources (see juju attach-resource)' : '',
    ].filter((what) => what !== '')
    if (kept.length > 0) context.warn(`application ${JSON.stringify(application.name)} is there already and keeps its ${kept.join(', ')}`)
  }
}
