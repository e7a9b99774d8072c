import { modelConfig } from '../model/model-config.ts'
import type { Model } from '../model/state.ts'
import { storagesOf } from '../model/storages.ts'
import type { Frozen } from '../model/values.ts'
import type { Context } from './command.ts'
import { CliError, messageOf, usageError } from './errors.ts'
import type { Flag, FlagSet } from './flags.ts'
import { sortNatural } from './natural.ts'

/** The flags of the commands that remove. */
export interface RemovalFlags {
  readonly force: Flag<boolean>
  readonly noPrompt: Flag<boolean>
  readonly dryRun: Flag<boolean>
  /** Refuses flags that do not go together. */
  readonly check: () => void
}

/** Declares them. */
export const removalFlags = (flags: FlagSet): RemovalFlags => {
  const force = flags.bool(['force'], 'Do not wait for hooks: units are removed as they are')
  const noWait = flags.bool(['no-wait'], 'With --force: wait for nothing')
  flags.bool(['destroy-storage'], 'Remove the storage too, which is done in any case')
  const noPrompt = flags.bool(['no-prompt'], 'Do not ask')
  const dryRun = flags.bool(['dry-run'], 'Only say what would be removed')
  return {
    force,
    noPrompt,
    dryRun,
    check: () => {
      if (noWait.value && !force.value) throw usageError('--no-wait without --force not valid')
    },
  }
}

/** What removing one thing does, and what is said of it. */
export interface Step {
  readonly lines: string
  readonly remove: () => Promise<unknown>
}

/** Reads one line of what is typed. */
const readLine = async (context: Context): Promise<string> => {
  let text = ''
  for await (const chunk of context.io.stdin) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return text.split('\n')[0] ?? ''
}

/** Things of one kind to remove, and how. */
export interface Removal {
  readonly state: Frozen<Model>
  readonly kind: 'unit' | 'application' | 'machine'
  readonly names: readonly string[]
  /** Says what is done for one of them, or why it cannot be. */
  readonly plan: (name: string) => Step | CliError
}

/** Plans each item, asks if need be, then removes; what fails is told line by line and the others go on. */
export const removeAll = async (context: Context, flags: RemovalFlags, { state, kind, names, plan }: Removal): Promise<number> => {
  let failed = false
  const reject = (name: string, text: string): void => {
    failed = true
    context.fail(kind === 'machine' ? `removing machine failed: ${text}` : `removing ${kind} ${name} failed: ${text}`)
  }
  const steps: (Step & { readonly name: string })[] = []
  for (const name of names) {
    const step = plan(name)
    if (step instanceof CliError) reject(name, step.message)
    else steps.push({ ...step, name })
  }
  if (flags.dryRun.value) {
    for (const step of steps) context.out(step.lines)
    return failed ? 1 : 0
  }
  const asks = !flags.noPrompt.value && modelConfig(state, 'mode').includes('requires-prompts')
  if (asks && steps.length > 0) {
    context.warn('This command will perform the following actions:')
    for (const step of steps) context.out(step.lines)
    context.io.stderr.write('\nContinue [y/N]? ')
    if (!['y', 'yes'].includes((await readLine(context)).trim().toLowerCase())) throw new CliError(`${kind} removal: aborted`)
  }
  for (const step of steps) {
    try {
      await step.remove()
      if (!asks) context.out(step.lines)
    } catch (error) {
      reject(step.name, messageOf(error))
    }
  }
  return failed ? 1 : 0
}

/** Says which storages go with a unit. */
export const storageLines = (state: Frozen<Model>, unit: string): string =>
  storagesOf(state, unit)
    .map(({ id }) => `- will remove storage ${id}\n`)
    .join('')

/** Says which units go with what is removed. */
export const unitLines = (units: readonly string[]): string =>
  sortNatural(units)
    .map((unit) => `- will remove unit ${unit}\n`)
    .join('')
