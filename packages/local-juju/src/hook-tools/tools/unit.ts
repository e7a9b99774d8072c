import { ToolError } from '../error.ts'
import { bool } from '../flags.ts'
import { quote } from '../go/quote.ts'
import type { Hook } from '../hook.ts'
import { checkEmpty, defineTool, noFlags, outputFlags, print, type Tool } from '../tool.ts'
import { map } from '../value.ts'

/** Reads the options. */
export const configGet: Tool = defineTool(
  '[<key>]',
  () => ({ all: bool('a', 'all'), ...outputFlags() }),
  (input) => {
    const { hook, flags, args } = input
    const [key = '', ...surplus] = args
    if (key !== '' && flags.all) throw new ToolError(`cannot use argument --all together with key ${quote(key)}`)
    checkEmpty(surplus)
    return () => {
      const config = hook.config()
      if (key !== '') return print(input, config[key] ?? null)
      return print(input, map(Object.fromEntries(Object.entries(config).filter(([, value]) => flags.all || value !== null))))
    }
  },
)

/** Tells whether the unit leads. */
export const isLeader: Tool = defineTool(
  '',
  () => outputFlags(),
  (input) => {
    checkEmpty(input.args)
    return () => print(input, input.hook.isLeader())
  },
)

const privateAddress = (hook: Hook): string | undefined => {
  const network = hook.world.network('')
  const bound = network?.error === undefined ? network?.interfaces[0]?.addresses[0]?.value : undefined
  return bound ?? hook.world.privateAddress()
}

/** Tells an address of the unit. */
export const unitGet: Tool = defineTool(
  '<setting>',
  () => outputFlags(),
  (input) => {
    const [setting, ...surplus] = input.args
    if (setting === undefined) throw new ToolError('no setting specified')
    if (setting !== 'private-address' && setting !== 'public-address') throw new ToolError(`unknown setting ${quote(setting)}`)
    checkEmpty(surplus)
    return () => {
      const address = setting === 'private-address' ? privateAddress(input.hook) : input.hook.world.publicAddress()
      if (address === undefined) throw new ToolError(`${setting.replace('-', ' ')} not found`)
      return print(input, address)
    }
  },
)

/** Tells the version of the workload. */
export const applicationVersionSet: Tool = defineTool('<new-version>', noFlags, ({ hook, args }) => {
  const [version, ...surplus] = args
  if (version === undefined) throw new ToolError('no version specified')
  checkEmpty(surplus)
  return () => {
    hook.world.setWorkloadVersion(version)
    return undefined
  }
})

/** Asks for a reboot of the machine. */
export const jujuReboot: Tool = defineTool(
  '',
  () => ({ now: bool('now') }),
  ({ hook, flags, args }) => {
    checkEmpty(args)
    return () => {
      if (hook.scope.action !== undefined) throw new ToolError('juju-reboot is not supported when running an action.')
      hook.reboot(flags.now ? 'now' : 'after')
      if (flags.now && hook.scope.kill?.() !== true) throw new ToolError('no process to kill')
      return undefined
    }
  },
)
