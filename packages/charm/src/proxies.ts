/** The proxies through which a machine reaches what is outside its cloud. */
import type { Environment } from './event.ts'

/** Names of the environment, and what the model says. */
export type Proxies = Readonly<Partial<Record<'http_proxy' | 'https_proxy' | 'no_proxy', string>>>

const names = ['http_proxy', 'https_proxy', 'no_proxy'] as const

/** Reads what the model has: `juju-http-proxy` and its like, which Juju keeps to the charm, or else `http-proxy`, which it gives to everything. */
export const proxiesOf = (env: Environment): Proxies =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = env[`JUJU_CHARM_${name.toUpperCase()}`] || env[name]
      return value ? [[name, value]] : []
    }),
  )
