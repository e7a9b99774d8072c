// `npm test`: sets everything up, then runs every check and every level of test. See CONTRIBUTING.md for running one of them alone.
import { run, setUp } from './toolchain.mjs'

setUp()
for (const check of ['format', 'types', 'lint', 'layers', 'deps']) run('pnpm', ['run', '--silent', `check:${check}`])
run('pnpm', ['run', '--silent', 'unit'])
if (process.platform === 'linux' && process.getuid() === 0) run('node', ['tests/functional/run.mjs'])
else console.log('skipped: the functional specifications, since their machines need root on Linux; run npm test as root')
