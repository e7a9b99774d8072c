/** Invariants: no secret is shown, no secret changes, and no file is made from a value that Juju has not stored. */
import type { FileToWrite } from '@charm-layers/charm/ports'
import type { Databag } from '@charm-layers/relation'
import { type Sim, violate } from '../sim.ts'
import type { AppState, HookRun } from '../state.ts'

/** A shorter text may stand somewhere for another reason. */
const telling = 8
const passwordKey = /secret|password/i

/** Notes the passwords in a databag, or in the content of a secret. */
export function learnSecrets({ memory }: Sim, values: Databag, isContent = false): void {
  for (const [key, value] of Object.entries(values))
    if (value.length >= telling && !value.startsWith('secret:') && (isContent || passwordKey.test(key))) memory.secrets.add(value)
}

/** Looks whether a text that others may read shows a secret. */
export function watchText(sim: Sim, where: string, text: string): void {
  for (const value of sim.memory.secrets)
    if (text.includes(value))
      violate(sim, 'no secret is shown', `${where} shows ${value.slice(0, 3)}…: ${text.slice(0, 80).replace(value, '***')}`)
}

/** Looks at a file that a hook writes. */
export function watchFile(sim: Sim, run: HookRun, path: string, { content, mode }: FileToWrite): void {
  const { identity, name } = run.unit
  // The runtime hands secrets to Juju in such a file, and removes it.
  if (path.startsWith(identity.charmDir)) return
  run.files.set(path, content)
  run.unit.machine.written.add(path)
  for (const value of sim.memory.unstored)
    if (content.includes(value))
      violate(sim, 'files hold stored values only', `${name} writes ${path} from a random value that Juju has not stored`)
  if ((mode & 0o004) !== 0)
    for (const value of sim.memory.secrets)
      if (content.includes(value))
        violate(sim, 'no secret is shown', `${name} writes ${path}, which everybody may read, with a secret in it`)
}

/** What a hook writes over what is there. */
interface Change<Value = Databag> {
  readonly before: Value
  readonly after: Value
}

/** Looks whether a hook has made a file from what it is about to record for all units. `known` gives all that it could know otherwise. */
export function watchRecord(sim: Sim, run: HookRun, { before, after: changes }: Change, known: () => string): void {
  for (const [key, value] of Object.entries(changes)) {
    if (value.length < telling || before[key] === value) continue
    for (const [path, content] of run.files)
      if (content.includes(value) && !known().includes(value))
        violate(sim, 'files hold stored values only', `${run.unit.name} writes ${path} from ${key}, which Juju has not stored yet`)
  }
}

/** Looks whether a password in a databag stays as it is. */
export function watchBag(sim: Sim, app: AppState, where: string, { before, after: changes }: Change): void {
  learnSecrets(sim, changes)
  if (app.of.rotates) return
  for (const [key, value] of Object.entries(changes)) {
    const old = before[key] ?? ''
    if (passwordKey.test(key) && old !== '' && old !== value) violate(sim, 'secrets stay', `${key} of ${where} changes`)
  }
}

/** Looks whether the content of a secret stays as it is. */
export function watchContent(sim: Sim, app: AppState, label: string, { before, after }: Change<Databag | undefined>): void {
  if (after) learnSecrets(sim, after, true)
  if (app.of.rotates || !before) return
  if (!after) violate(sim, 'secrets stay', `the secret ${label} of ${app.name} is removed`)
  else if (JSON.stringify(before) !== JSON.stringify(after)) violate(sim, 'secrets stay', `the secret ${label} of ${app.name} changes`)
}
