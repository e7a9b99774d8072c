import { active, type Charm, defineCharm, option, randomValue, status, when } from '@charm-layers/charm'
import { cluster, login, mark } from '../../login.ts'

const charm: Charm = defineCharm({
  name: 'giver',
  summary: 'Gives a login',
  config: { username: option.string({ default: 'one', description: 'Name of the login' }) },
  provides: { service: login },
  peers: { cluster },
  bases: ['ubuntu@24.04'],
  desired: ({ config, ownSecret, relations }) => {
    const { clients } = relations.service
    const content = { username: config.username, password: randomValue(16) }
    const held = ownSecret('login', content, { description: 'For clients', rotate: 'monthly', grant: clients })
    return when(held, ({ id, content: { username, password } }) => [
      clients.map((client) => client.reply({ secret: id })),
      status(active(`${username.reveal()} ${mark(password.reveal())}`)),
    ])
  },
})

export default charm
