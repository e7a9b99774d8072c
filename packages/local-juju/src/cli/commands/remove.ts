// `juju remove-unit`, `remove-application` and `remove-machine`.
import { modelConfig } from '../../model/model-config.ts'
import type { Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command, Context } from '../command.ts'
import { CliError, messageOf, usageError } from '../errors.ts'
import type { Flag, FlagSet } from '../flags.ts'
import { isApplicationName, isMachineId, isUnitName } from '../names.ts'
import { sortNatural } from '../natural.ts'

interface RemovalFlags {
  readonly force: Flag<boolean>
  readonly noPrompt: Flag<boolean>
  readonly dryRun: Flag<boolean>
  readonly check: () => void
}

const removalFlags = (flags: FlagSet): RemovalFlags => {
  const force = flags.bool(['force'], 'Do not wait for hooks: units are removed as they are')
  const noWait = flags.bool(['no-wait'], 'With --force: wait for nothing')
  flags.bool(['destroy-storage'], 'Remove the storage too; there is none here')
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

/** One thing to remove: what would be done, or why it cannot be. */
interface Step {
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

/** Plans each item, asks if need be, then removes; what fails is told line by line and the others go on. */
const removeAll = async (
  context: Context,
  flags: RemovalFlags,
  state: Frozen<Model>,
  kind: 'unit' | 'application' | 'machine',
  names: readonly string[],
  plan: (name: string) => Step | CliError,
): Promise<number> => {
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

/** Removes units. */
export const removeUnit: Command = (flags) => {
  const model = modelFlag(flags)
  const removal = removalFlags(flags)
  const numUnits = flags.int(['num-units'], 'How many units to remove; on Kubernetes only, refused here', 0)
  return (units) => {
    if (units.length === 0) throw usageError('no units specified')
    if (numUnits.given) throw usageError('--num-units for non k8s models not valid')
    for (const unit of units) if (!isUnitName(unit)) throw usageError(`invalid unit name ${JSON.stringify(unit)}`)
    removal.check()
    return async (context) => {
      const client = await openModel(context, model)
      const state = await client.read()
      return await removeAll(context, removal, state, 'unit', units, (unit) =>
        state.units[unit]
          ? { lines: `will remove unit ${unit}\n`, remove: () => client.ask('remove-unit', { unit, force: removal.force.value }) }
          : new CliError(`unit ${JSON.stringify(unit)} not found`),
      )
    }
  }
}

const unitLines = (units: readonly string[]): string =>
  sortNatural(units)
    .map((unit) => `- will remove unit ${unit}\n`)
    .join('')

/** Removes applications with their units. */
export const removeApplication: Command = (flags) => {
  const model = modelFlag(flags)
  const removal = removalFlags(flags)
  return (applications) => {
    if (applications.length === 0) throw usageError('no application specified')
    for (const name of applications) if (!isApplicationName(name)) throw usageError(`invalid application name ${JSON.stringify(name)}`)
    removal.check()
    return async (context) => {
      const client = await openModel(context, model)
      const state = await client.read()
      return await removeAll(context, removal, state, 'application', applications, (application) => {
        if (!state.applications[application]) return new CliError(`application ${JSON.stringify(application)} not found`)
        const units = Object.keys(state.units).filter((unit) => state.units[unit]?.application === application)
        return {
          lines: `will remove application ${application}\n${unitLines(units)}`,
          remove: () => client.ask('remove-application', { application, force: removal.force.value }),
        }
      })
    }
  }
}

/** Removes machines. */
export const removeMachine: Command = (flags) => {
  const model = modelFlag(flags)
  const removal = removalFlags(flags)
  const keep = flags.bool(['keep-instance'], 'Keep the machine itself running; refused, machines here are not kept')
  return (machines) => {
    if (machines.length === 0) throw usageError('no machines specified')
    for (const id of machines) if (!isMachineId(id)) throw usageError(`invalid machine id ${JSON.stringify(id)}`)
    removal.check()
    return async (context) => {
      if (keep.value) throw new CliError('local-juju cannot keep the instance of a machine that is removed: leave --keep-instance out')
      const client = await openModel(context, model)
      const state = await client.read()
      return await removeAll(context, removal, state, 'machine', machines, (machine) => {
        if (!state.machines[machine]) return new CliError(`machine ${machine} not found`)
        const units = Object.keys(state.units).filter((unit) => state.units[unit]?.machine === machine)
        return {
          lines: `will remove machine ${machine}\n${unitLines(units)}`,
          remove: () => client.ask('remove-machine', { machine, force: removal.force.value }),
        }
      })
    }
  }
}
