// `npm start`: brings the toolchain, packs the charms, deploys them into a model on this machine and shows what they answer.
import { runSource, setUp } from './toolchain.mjs'

const usage = `Usage: npm start [-- --ha] [-- --help]

Packs the Trove charm and the servers it needs (mariadb, rabbitmq, keystone), deploys them into the model
'trove' of local-juju, waits until all is active, and asks the Trove API for its datastores with a token
from keystone. A second call with the model up changes nothing and asks again.

  --ha   the model 'trove-ha' instead: three units of Trove behind one virtual address, which Pacemaker holds

Needs root on Debian or Ubuntu, Node.js 20.19 or later, npm, and the distribution's package mirror.

Examples:
  npm start                                     bring the model up
  npm start -- --ha                             the highly available one
  npm run juju -- status                        look at it
  npm run juju -- config trove debug=true       change it
  npm run juju -- ssh trove/0                   log in
  npm run juju -- debug-log                     follow the log
  npm stop                                      take it down
`

const words = process.argv.slice(2)
if (words.includes('--help') || words.includes('-h')) {
  process.stdout.write(usage)
} else if (words.some((word) => word !== '--ha')) {
  process.stderr.write(`npm start takes no words but --ha and --help, and was given: ${words.join(' ')}\n`)
  process.exit(2)
} else if (process.platform !== 'linux' || process.getuid() !== 0) {
  // Checked before anything is installed. The texts are those of local-juju (machines/requirements.ts), which checks the other requirements
  // later.
  const what =
    process.platform === 'linux'
      ? 'this user is not root: run it again as root, with sudo for instance'
      : `this is ${process.platform}: use a Linux machine, a virtual one will do`
  process.stderr.write(`local-juju runs units in systemd containers and needs root on Debian or Ubuntu; ${what}\n`)
  process.exit(1)
} else {
  setUp()
  runSource('scripts/start/start.ts', words)
}
