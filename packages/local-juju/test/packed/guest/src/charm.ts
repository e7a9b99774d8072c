import { active, type Charm, defineCharm, status } from '@charm-layers/charm'
import { host, room } from '../../room.ts'

const charm: Charm = defineCharm({
  name: 'guest',
  summary: 'Lives in the machine of another',
  subordinate: true,
  requires: { host },
  provides: { room },
  bases: ['ubuntu@24.04'],
  desired: ({ identity, relations }) => [
    relations.room.clients.map((client) => client.reply({ key: `key of ${identity.unit} for ${client.units.join(' and ')}` })),
    status(active()),
  ],
})

export default charm
