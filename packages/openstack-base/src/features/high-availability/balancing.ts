/** What HAProxy's configuration is made from. */
import type { Secret } from '@charm-layers/relation'
import type { Backend } from './backends.ts'
import type { Encryption } from './encryption.ts'

/** A service behind HAProxy: the name of its systemd unit, and the TCP ports that clients use. */
export interface Balanced {
  readonly name: string
  readonly ports: readonly number[]
}

/** What HAProxy's configuration is made from. */
export interface Balancing {
  readonly services: readonly Balanced[]
  readonly backends: readonly Backend[]
  /** The path that answers with status 200 while a service can serve. */
  readonly health: string
  /** Whether this machine has IPv6 at all: HAProxy does not start when it has to listen on what is not there. */
  readonly hasV6: boolean
  /** Milliseconds. */
  readonly timeouts: Readonly<Record<'queue' | 'connect' | 'client' | 'server', number>>
  readonly password: Secret
  /**
   * How HAProxy speaks TLS, when the services listen on the loopback interface alone and HAProxy stands between the units as well; undefined
   * when the services themselves listen for the other units.
   */
  readonly encryption?: Encryption | undefined
}
