import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { elect } from '../../model/leadership.ts'
import { sweep } from '../../model/removal.ts'
import type { Model } from '../../model/state.ts'
import type { Frozen, Time } from '../../model/values.ts'

/** Holds one model: reads are of a state that never changes, changes are all or nothing. */
export interface Store {
  read(): Frozen<Model>
  /** Grows with every change. */
  version(): number
  /** Changes a copy and puts it in place; when the function throws, nothing has happened. */
  change<Result>(edit: (model: Model, now: Time) => Result): Result
  /** Resolves when everything changed so far is in the file. */
  saved(): Promise<void>
  /** Calls after each change; gives the function that ends it. */
  watch(listener: () => void): () => void
}

/** The file that holds a model. */
export function modelFile(directory: string): string {
  return join(directory, 'model.json')
}

/** Reads a model as it was last saved. The file is this program's own, so it is not checked further than its format. */
export function loadModel(directory: string): Model {
  const read = JSON.parse(readFileSync(modelFile(directory), 'utf8')) as Omit<Model, 'format'> & { format: number }
  if (read.format !== 1) throw new Error(`${modelFile(directory)} has format ${read.format}, this local-juju reads format 1`)
  return { ...withSpaces(withPower(withSubordinates(withStorage(read)))), format: 1 }
}

/** Brings a model that was saved before there were subordinates up to date. */
function withSubordinates<Read extends Omit<Model, 'format'>>(read: Read): Read {
  for (const unit of Object.values(read.units)) unit.principal ??= null
  for (const { units } of Object.values(read.relations)) for (const entry of Object.values(units)) entry.container ??= null
  return read
}

/** Brings a model that was saved before machines could be lost up to date. */
function withPower<Read extends Omit<Model, 'format'>>(read: Read): Read {
  for (const machine of Object.values(read.machines)) {
    machine.power ??= 'on'
    machine.network ??= 'connected'
  }
  return read
}

/** Brings a model that was saved before there were spaces up to date. */
function withSpaces<Read extends Omit<Model, 'format'>>(read: Read): Read {
  read.spaces ??= {}
  read.counters.space ??= 0
  return read
}

/** Brings a model that was saved before there was storage up to date. */
function withStorage<Read extends Omit<Model, 'format'>>(read: Read): Read {
  const saved: Partial<Pick<Model, 'storage'>> = read
  if (saved.storage !== undefined) return read
  read.storage = {}
  read.counters.storage = 0
  for (const charm of Object.values(read.charms)) charm.storage = {}
  for (const application of Object.values(read.applications)) application.storage = {}
  for (const { agent } of Object.values(read.units)) {
    agent.storage = []
    if (agent.operation?.kind === 'hook') agent.operation.hook.storage = null
    if (agent.operation?.kind === 'upgrade' && agent.operation.resume !== null) agent.operation.resume.storage = null
  }
  return read
}

/** Opens the store of a model in its directory. Changes of one turn of the event loop are written together, atomically. */
export function openStore(directory: string, initial: Model): Store {
  let model: Model = initial
  let version = 1
  const opened = new Date().toISOString()
  let pending: Promise<void> | null = null
  const listeners = new Set<() => void>()
  const save = (): Promise<void> =>
    (pending ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        pending = null
        try {
          writeModel(directory, model)
          resolve()
        } catch (error) {
          reject(error)
        }
      })
    }))
  writeModel(directory, model)
  return {
    read: () => model,
    version: () => version,
    change: (edit) => {
      const draft = structuredClone(model)
      const now = new Date().toISOString()
      const result = edit(draft, now)
      sweep(draft)
      elect(draft, now, opened)
      model = draft
      version += 1
      // A full disk must not go unnoticed: the rejection ends the controller.
      void save()
      // A copy: listeners come and go while they are told.
      const told = Array.from(listeners)
      for (const listener of told) listener()
      return result
    },
    saved: () => pending ?? Promise.resolve(),
    watch: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function writeModel(directory: string, model: Frozen<Model>): void {
  const file = modelFile(directory)
  const temporary = `${file}.new`
  // Secrets are in it: nobody but the owner reads it.
  const descriptor = openSync(temporary, 'w', 0o600)
  try {
    writeSync(descriptor, JSON.stringify(model))
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(temporary, file)
}
