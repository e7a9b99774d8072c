/** Copies of the charm, each with a deliberate fault that needs several units, an order of hooks, or an accident to show. */
import {
  active,
  type Charm,
  type CommandStep,
  type Context,
  command,
  fact,
  keep,
  remembered,
  type Step,
  secret,
  status,
} from '@charm-layers/charm'
import { steps } from '@charm-layers/charm/ports'
import charm from '../../src/charm.ts'
import { troveManage } from '../../src/trove.ts'

/** A copy of the charm whose steps are changed. */
const changing = (change: (list: readonly Step[], context: Context) => readonly (Step | undefined)[]): Charm => ({
  ...charm,
  desired: (context) => change(steps(charm.desired(context)), context).filter((step) => step !== undefined),
})

/** A copy of the charm that sees something else. */
const seeing = (change: (context: Context) => Partial<Context>): Charm => ({
  ...charm,
  desired: (context) => charm.desired({ ...context, ...change(context) }),
})

const isMigration = (step: Step): step is CommandStep => step.kind === 'command' && step.argv.at(-1) === 'db_sync'

/** Changes the text of the configuration file. */
const rewritten = (step: Step, change: (text: string) => string): Step =>
  step.kind === 'file' && step.path === '/etc/trove/trove.conf'
    ? { ...step, content: secret(change(typeof step.content === 'string' ? step.content : step.content.reveal())) }
    : step

const textOf = (list: readonly Step[]): string => {
  const found = list.find((step) => step.kind === 'file' && step.path === '/etc/trove/trove.conf')
  if (found?.kind !== 'file') return ''
  return typeof found.content === 'string' ? found.content : found.content.reveal()
}
const server = /(?<=connection = mysql\+pymysql:\/\/[^@]*@)[^:/]+/
const password = /(?<=transport_url = rabbit:\/\/[^:]*:)[^@]+/
const lastServer = remembered.text('server')

const restartsAtOnce = changing((list) => list.filter(({ kind }) => kind !== 'hold-restarts'))

const newKeys = seeing(({ sharedSecret, fact: recorded }) => ({
  sharedSecret: (name, bytes) => sharedSecret(name.startsWith('haproxy') ? name : `${name}-${recorded('leads') ?? 'first'}`, bytes),
}))
const keysOfLeader: Charm = {
  ...newKeys,
  desired: (context) => [newKeys.desired(context), context.leader && fact('leads', context.identity.unit.replace('/', '-'))],
}

const migratesUnmarked = changing((list) =>
  list.map((step) => {
    if (step.kind !== 'fact' || step.name !== 'schema' || !step.value.startsWith('started')) return step
    const records = fact('schema', step.value.replace('started', 'done'))
    return command('Database migration', troveManage('db_sync')(), { user: 'trove', transient: 'trove-schema', records })
  }),
)

const allMigrate = seeing(({ leader, fact: recorded }) => ({ leader: leader || recorded('schema')?.startsWith('started') === true }))

const migratesInHook = changing((list) =>
  list.map((step) => {
    if (!isMigration(step)) return step
    const { transient: _, ...inHook } = step
    return inHook
  }),
)

const usesTooEarly = changing((list, { fact: recorded, leader, identity }) => {
  const region = recorded('broker-name') ?? `broker-of-${identity.unit.replace('/', '-')}`
  return [
    ...list.map((step) => rewritten(step, (text) => `${text}\n[oslo_messaging_notifications]\ntopics = ${region}\n`)),
    leader && textOf(list) !== '' ? fact('broker-name', region) : undefined,
  ]
})

const saysActive = changing((list) => [...list.filter(({ kind }) => kind !== 'status' && kind !== 'services-run'), status(active())])

const mixes = changing((list, { recall }) => {
  const now = server.exec(textOf(list))?.[0]
  const before = recall(lastServer)
  if (now === undefined) return list
  return [...list.map((step) => rewritten(step, (text) => text.replace(server, before || now))), keep(lastServer, now)]
})

const neverRests = changing((list, { leader, fact: recorded }) => [
  ...list,
  leader ? fact('hooks', String(Number(recorded('hooks') ?? '0') + 1)) : undefined,
])

const showsPassword = changing((list) => {
  const found = password.exec(textOf(list))?.[0]
  return found === undefined ? list : [...list, command('Tell the log', ['/usr/bin/logger', `connecting with ${found}`])]
})

const readableByAll = changing((list) =>
  list.map((step) => (step.kind === 'file' && step.path === '/etc/trove/trove.conf' ? { ...step, mode: 0o644 } : step)),
)

/** The copies, by what is wrong with them. */
export const faulty: Readonly<Record<string, Charm>> = {
  'all units restart without a turn': restartsAtOnce,
  'each new leader makes new keys': keysOfLeader,
  'the migration begins without a mark': migratesUnmarked,
  'every unit goes on with a migration that has begun': allMigrate,
  'the migration is a child of its hook': migratesInHook,
  'a file holds a fact that Juju has not stored': usesTooEarly,
  'the status is active, whatever the services do': saysActive,
  'a file has the server of the hook before': mixes,
  'each hook of the leader records another number': neverRests,
  'an argument shows a password': showsPassword,
  'everybody may read the configuration': readableByAll,
}
