/** Names of services. */
import { quoted } from './found.ts'
import { nameFault, type Why } from './texts.ts'

const unitTypes = /\.(service|socket|timer|target|mount|automount|path|slice|scope|device|swap)$/

/** Gives what is wrong with the name of a service, which is that of its systemd unit without `.service`. */
export const serviceNameFault = (name: unknown, what = 'the name'): Why => {
  if (typeof name !== 'string' || name.trim() === '') return nameFault(name, what)
  const [suffix, type] = name.match(unitTypes) ?? []
  if (type === 'service') return `${what} ${quoted(name)} ends in .service: write ${quoted(name.slice(0, -'.service'.length))}`
  if (suffix !== undefined) return `${what} ${quoted(name)} is that of a ${type}, not of a service`
  return /^[A-Za-z0-9_][A-Za-z0-9:_.@\\-]{0,246}$/.test(name) ? undefined : `${what} ${quoted(name)} is none that systemd takes`
}
