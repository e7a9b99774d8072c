// Installs pip for the tests that use Python's libraries. This needs root and apt-get.
import { spawnSync } from 'node:child_process'

const works = (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0

/** Installs python3 with pip when it is missing and can be installed. Where it cannot, those tests are skipped and say so. */
export function bringPip() {
  if (works('python3', ['-m', 'pip', '--version']) || process.getuid?.() !== 0 || !works('apt-get', ['--version'])) return
  process.stdout.write('  python3-pip    installing …\n')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const aptGet = (...args) => spawnSync('apt-get', ['--quiet=2', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
  const install = () => aptGet('install', '--assume-yes', '--no-install-recommends', 'python3', 'python3-pip')
  const done = install() || (aptGet('update') && install())
  process.stdout.write(`  python3-pip    ${done ? 'ready' : 'cannot be installed: tests that need it are skipped'}\n`)
}
