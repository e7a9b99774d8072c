import { findModel, listModels, type ModelClient, modelFlag, openModel, openNamed } from '../client.ts'
import type { Command, Context } from '../command.ts'
import type { Data } from '../data.ts'
import { CliError, usageError } from '../errors.ts'
import { isApplicationName, isMachineId, isUnitName } from '../names.ts'
import { watch } from '../tasks/follow.ts'
import { type Answer, evaluate, type Scope, type Value } from '../wait-for/evaluate.ts'
import { parseQuery } from '../wait-for/parse.ts'
import { type Kind, scopeOf } from '../wait-for/scopes.ts'
import { formatYaml } from '../yaml.ts'

interface Waitable {
  readonly query: string
  readonly isName: (word: string) => boolean
}

const kinds: Readonly<Record<Kind, Waitable>> = {
  application: { query: 'life=="alive" && status=="active"', isName: isApplicationName },
  unit: { query: 'life=="alive" && workload-status=="active"', isName: isUnitName },
  machine: { query: 'life=="alive" && status=="started"', isName: isMachineId },
  model: { query: 'life=="alive" && status=="available"', isName: (word) => /^[a-z0-9][a-z0-9-]*$/.test(word) },
}

const isKind = (word: string | undefined): word is Kind => word !== undefined && Object.hasOwn(kinds, word)

const plain = (value: Value): Data | undefined => (typeof value === 'object' ? undefined : value)

/** The names that the query used, in their order, then the entities that it walked. */
const summaryText = ({ seen }: Answer): string => {
  const own = [...seen].flatMap(([name, value]) => {
    const data = plain(value)
    return data === undefined ? [] : [[name, data] as const]
  })
  const walked = [...seen].flatMap(([name, value]) => (value instanceof Map ? [[name, value as ReadonlyMap<string, Scope>] as const] : []))
  const entities = (scopes: ReadonlyMap<string, Scope>): Data =>
    new Map(
      [...scopes].map(([name, scope]) => [
        name,
        new Map(
          Object.entries(scope).flatMap(([key, value]) => {
            const data = plain(value)
            return data === undefined || data === '' ? [] : [[key, data] as const]
          }),
        ),
      ]),
    )
  return formatYaml({ properties: new Map(own), ...Object.fromEntries(walked.map(([name, scopes]) => [name, entities(scopes)])) })
}

const waitingText = (kind: Kind, name: string, scope: Scope | undefined): string => {
  if (!scope) return `${kind} ${JSON.stringify(name)} not found, waiting...`
  return kind === 'application'
    ? `application ${JSON.stringify(name)} found with ${JSON.stringify(scope.status)}, waiting...`
    : `${kind} ${JSON.stringify(name)} found, waiting...`
}

const endText = (kind: Kind, name: string, life: Value | undefined): string => {
  const what = life === 'dying' ? 'is being removed' : life === 'dead' ? 'has been removed' : 'is running'
  return `${kind === 'application' ? 'Application' : kind} ${JSON.stringify(name)} ${what}`
}

const openFor = async (context: Context, kind: Kind, name: string, flag: { value: string; given: boolean }): Promise<ModelClient> => {
  if (kind !== 'model') return await openModel(context, flag)
  const found = findModel(await listModels(context.io), name)
  if (!found) throw new CliError(`model ${JSON.stringify(name)} not found`)
  return openNamed(context.io, found.name)
}

/** Waits until a query holds of an application, a unit, a machine or the model. */
export const command: Command = {
  usage: 'wait-for [options] application|machine|model|unit <name>',
  summary: 'Waits until something is as wanted.',
  details: `Waits for an application, a unit, a machine or a model until a query holds, and says what it is waiting for. Without --query an
application has to be active, a unit active, a machine started, a model available. Queries compare properties with values (==, !=, <, >, <=, >=), join with && and ||,
and walk what belongs to the entity: forEach(units, unit => unit.workload-status=="active"). If the time is over the exit code is 1.`,
  examples: [
    'wait-for application web',
    `wait-for unit web/0 --query 'workload-message=="ready"' --timeout 2m`,
    `wait-for model default --query 'forEach(units, unit => unit.workload-status=="active")'`,
  ],
  declare: (flags) => {
    const model = modelFlag(flags)
    const query = flags.string(['query'], 'What to wait for, such as \'status=="active"\'')
    const timeout = flags.duration(['timeout'], 'How long to wait at most', 600_000)
    const summary = flags.bool(['summary'], 'Print what the query used once it holds', true)
    return ([kind, name, ...rest]) => {
      if (!isKind(kind))
        throw new CliError(
          kind === undefined
            ? 'wait-for needs application, machine, model or unit, and a name'
            : `unrecognized command: juju wait-for ${kind}`,
        )
      if (name === undefined)
        throw usageError(`${kind} name must be supplied when waiting for ${/^[au]/.test(kind) && kind !== 'unit' ? 'an' : 'a'} ${kind}`)
      if (rest.length > 0) throw usageError(`only one ${kind} name can be supplied as an argument to this command`)
      if (!kinds[kind].isName(name)) throw usageError(`${JSON.stringify(name)} is not valid ${kind} name`)
      return async (context) => {
        const expressions = parseQuery(query.value === '' ? kinds[kind].query : query.value)
        const client = await openFor(context, kind, name, model)
        let last: Scope | undefined
        let shown: string | undefined
        const print = (line: string): void => context.notice(line)
        const answer = await watch(client, timeout.value, (state) => {
          const scope = scopeOf(state, kind, name)
          if (!scope && last) {
            // An entity that is gone was `dead` at its end, so a query that waits for `dead` is answered.
            const dead = { ...last, life: 'dead' }
            const gone = evaluate(expressions, dead, print)
            if (gone.holds) return { ...gone, life: 'dead' }
            throw new CliError(`${kind} ${name} removed`)
          }
          last = scope
          if (scope) {
            const found = evaluate(expressions, scope, print)
            if (found.holds) return { ...found, life: scope.life }
          }
          const text = waitingText(kind, name, scope)
          if (text !== shown) context.notice(text)
          shown = text
          return undefined
        })
        if (!answer) throw new CliError(`timed out waiting for ${JSON.stringify(name)} to reach goal state`)
        context.notice(endText(kind, name, answer.life))
        if (summary.value) context.out(summaryText(answer))
      }
    }
  },
}
