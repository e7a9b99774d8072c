import { active, type Charm, defineCharm, status, when } from '@charm-layers/charm'
import { login, mark } from '../../login.ts'

const charm: Charm = defineCharm({
  name: 'taker',
  summary: 'Takes a login',
  requires: { service: login },
  bases: ['ubuntu@24.04'],
  desired: ({ relations }) =>
    when(relations.service.ask({}), ({ username, password }) => status(active(`${username} ${mark(password.reveal())}`))),
})

export default charm
