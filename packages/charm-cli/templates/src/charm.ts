import { defineCharm, file, option, packages, service, when } from '@charm-layers/charm'
import { amqp } from '@charm-layers/interface-amqp'
import conf from './my-charm.conf.hbs'

export default defineCharm({
  name: 'my-charm',
  summary: 'Measures the machine and publishes the figures to a message queue',
  bases: ['ubuntu@22.04'],
  config: { interval: option.int({ default: 10, description: 'Seconds between two measurements' }) },
  requires: { queue: amqp },

  // What should be, given what is known. Each hook compares it with what is, and does the difference.
  desired: ({ config, relations }) => {
    const login = { username: 'my-charm', vhost: 'my-charm' }
    const queue = relations.queue.ask(login)
    return [
      packages('collectd', 'librabbitmq4'),
      // Asks the broker. Until it has answered, the unit's status says what is missing.
      when(queue, (broker) => [
        file('/etc/collectd/collectd.conf.d/my-charm.conf', conf({ interval: config.interval, broker, login }), {
          mode: 0o600,
          restarts: 'collectd',
        }),
        service('collectd'),
      ]),
    ]
  },
})
