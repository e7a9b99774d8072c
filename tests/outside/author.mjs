// What an author has: Node and npm of this machine, an empty folder, and the packages as they would be published.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { root, run as runTool, env as toolchainEnv } from '../../scripts/toolchain.mjs'
import { serve } from './registry.mjs'

/** A folder of this run, removed when the process ends. */
export const work = mkdtempSync(join(realpathSync(tmpdir()), 'outside-'))
process.once('exit', () => rmSync(work, { recursive: true, force: true }))
/** Makes an empty folder. */
export const folder = (name) => {
  mkdirSync(join(work, name))
  return join(work, name)
}

/** The environment of an author: nothing of this repository, and nothing that an outer `npm test` has set. */
function authorEnv(registry) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_)|npm_config_(local_prefix|prefix|global_prefix)$|INIT_CWD$|NODE_OPTIONS$|NODE_PATH$|VITEST)/i.test(name),
  )
  const path = (process.env.PATH ?? '').split(delimiter).filter((each) => !each.startsWith(root))
  return {
    ...Object.fromEntries(inherited),
    PATH: [dirname(process.execPath), ...path, join(work, 'tool', 'bin')].join(delimiter),
    // The runtime is deflated anew, as on an author's first day.
    XDG_CACHE_HOME: join(work, 'cache'),
    'npm_config_@charm-layers:registry': registry,
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    npm_config_engine_strict: 'true',
    npm_config_strict_peer_deps: 'true',
    NO_COLOR: '1',
  }
}

/** Gives the time since then. */
export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`
/** Prints a line of the report. */
export const tell = (what, figure) => console.log(`outside  ${what.padEnd(82)} ${figure.padStart(9)}`)

/** Runs a program to its end and gives what it printed; the server in this process goes on meanwhile. */
export async function run(argv, { cwd, env, quiet = false }) {
  const begun = performance.now()
  const [program, ...args] = argv
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let all = ''
  child.stdout.on('data', (data) => {
    out += data
    all += data
  })
  child.stderr.on('data', (data) => {
    all += data
  })
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (status !== 0) {
    console.error(`${argv.join(' ')} in ${cwd} ended with ${status}:\n${all}`)
    process.exit(1)
  }
  if (!quiet) tell(`  ${argv.join(' ').replaceAll(`${work}/`, '')}`, seconds(begun))
  return out
}

const tarballs = folder('tarballs')
runTool('pnpm', ['--filter', './packages/*', '--recursive', '--reporter=silent', 'pack', '--pack-destination', tarballs], {
  env: toolchainEnv,
  stdio: ['ignore', 'ignore', 'inherit'],
})
/** The registry on loopback that has the packages of this checkout. */
export const registry = await serve(tarballs)
/** The environment of an author of charms. */
export const env = authorEnv(registry.address)
const npm = (await run(['npm', '--version'], { cwd: work, env, quiet: true })).trim()
tell(`Node ${process.version.slice(1)}, npm ${npm}, ${registry.names.length} packages on loopback`, '')
