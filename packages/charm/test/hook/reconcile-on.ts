import { type Reconciled, reconcile } from '../../src/hook/reconcile/index.ts'
import type { Step } from '../../src/index.ts'
import type { Clock, Host } from '../../src/ports.ts'

/** Makes a machine as the steps say, for a unit that leads, was active, and has nothing to ask Juju. */
export const reconcileOn = (host: Host, clock: Clock, decide: () => readonly Step[]): Promise<Reconciled> =>
  reconcile({
    host,
    clock,
    decide,
    wasActive: true,
    act: true,
    before: async () => undefined,
    ask: () => undefined,
    leads: async () => true,
  })
