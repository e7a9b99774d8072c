import { active, type Charm, defineCharm, status, when } from '@charm-layers/charm'
import { room } from '../../room.ts'

const charm: Charm = defineCharm({
  name: 'inn',
  summary: 'Has a guest in its machine',
  requires: { room },
  bases: ['ubuntu@24.04'],
  desired: ({ relations }) => when(relations.room.ask({}), ({ key }) => status(active(key))),
})

export default charm
