import { CliError } from '../errors.ts'
import type { Program } from '../program.ts'

/** The plugin `juju local`: what a real cloud does outside of Juju. */
export const local: Program = {
  name: 'juju local',
  summary: 'Cuts the power or the network of a local-juju machine, as an outage of the cloud does.',
  basics: `juju local does to the machines of local-juju what befalls those of a real cloud, and what Juju has no command for.
It works on local-juju only.

    juju local power-off 3      cut the power of machine 3; it stays off
    juju local power-on 3       give it back; the machine boots
    juju local cut-network 3    take machine 3 off the network, Juju included
    juju local mend-network 3   put it back
    juju local free-address     print an address for a VIP

See "juju local <command> --help" for each.
`,
  commands: {
    'cut-network': () => import('./cut-network.ts'),
    'free-address': () => import('./free-address.ts'),
    'mend-network': () => import('./mend-network.ts'),
    'power-off': () => import('./power-off.ts'),
    'power-on': () => import('./power-on.ts'),
  },
  unknown: async (word) => new CliError(`juju local has no command ${JSON.stringify(word)}. See "juju local --help"`),
}
