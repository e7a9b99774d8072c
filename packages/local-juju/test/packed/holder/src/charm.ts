import { active, type Charm, defineCharm, status, when } from '@charm-layers/charm'

const charm: Charm = defineCharm({
  name: 'holder',
  summary: 'Has storage',
  storage: {
    data: { type: 'filesystem', location: '/srv/holder', description: 'What it keeps' },
    logs: { type: 'filesystem', multiple: '0-2' },
  },
  bases: ['ubuntu@24.04'],
  desired: ({ storage }) =>
    when(storage.data, (data) => {
      const logs = storage.logs.flatMap((log) => (log.state === 'ready' ? [`${log.data.id} ${log.data.location}`] : []))
      return status(active([`${data.id} ${data.location}`, ...logs].join(', ')))
    }),
})

export default charm
