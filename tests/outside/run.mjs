// What an author has: Node and npm of this machine, an empty folder, and the packages as they would be published.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { env as toolchainEnv, root, run as runTool } from '../../scripts/toolchain.mjs'
import { filesOfReadme, linesOf } from './readme.mjs'
import { serve } from './registry.mjs'

const work = mkdtempSync(join(realpathSync(tmpdir()), 'outside-'))
process.once('exit', () => rmSync(work, { recursive: true, force: true }))
const folder = (name) => {
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

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`
const tell = (what, figure) => console.log(`outside  ${what.padEnd(82)} ${figure.padStart(9)}`)

/** Runs a program to its end and gives what it printed; the server in this process goes on meanwhile. */
async function run(argv, { cwd, env, quiet = false }) {
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
const registry = await serve(tarballs)
const env = authorEnv(registry.address)
const npm = (await run(['npm', '--version'], { cwd: work, env, quiet: true })).trim()
tell(`Node ${process.version.slice(1)}, npm ${npm}, ${registry.names.length} packages on loopback`, '')

/** What was installed is whole, and there is one runtime, not one for each package that needs it. */
async function checkInstalled(cwd) {
  await run(['npm', 'ls', '--all'], { cwd, env, quiet: true })
  const charms = await run(['npm', 'ls', '--all', '--parseable', '@charm-layers/charm'], { cwd, env, quiet: true })
  assert.deepEqual(charms.trim().split('\n'), [join(cwd, 'node_modules/@charm-layers/charm')])
}

/** What Juju will read in a packed charm, by the package that the charm was packed with. */
async function metadataOf(cwd, file) {
  const program = `
    import { readCharmArchive } from '@charm-layers/charm-cli/format'
    const { charm, close } = await readCharmArchive(process.argv[1])
    close()
    const { metadata, manifest, config } = charm
    const endpoints = [...metadata.endpoints.values()].map(({ name, role, interface: of }) => [role, name, of].join(' '))
    const bases = manifest.bases.map(({ name, channel }) => [name, channel.track].join('@'))
    console.log(JSON.stringify({ name: metadata.name, endpoints, options: [...config.keys()], bases }))`
  return JSON.parse(await run(['node', '--input-type=module', '-e', program, file], { cwd, env, quiet: true }))
}

/** Creates a charm in an empty folder, changes what its author changes, tests it, packs it, and compares what Juju will read in it. */
async function make(charm, { installs, files, expected }) {
  const cwd = join(folder(`empty-${charm}`), charm)
  await run(['charm-layers', 'create', charm], { cwd: dirname(cwd), env })
  await run(['npm', 'install', ...installs], { cwd, env })
  await checkInstalled(cwd)
  for (const [path, text] of files) writeFileSync(join(cwd, path), text)
  await run(['npm', 'test'], { cwd, env })
  await run(['npm', 'run', 'pack', '--', '--base', 'ubuntu@22.04'], { cwd, env })
  const packed = readdirSync(cwd).filter((each) => each.endsWith('.charm'))
  assert.deepEqual(packed, [`${charm}_ubuntu-22.04-${process.arch === 'arm64' ? 'arm64' : 'amd64'}.charm`])
  await run(['npx', 'charm-layers', 'check', packed[0]], { cwd, env })
  assert.deepEqual(await metadataOf(cwd, packed[0]), { name: charm, bases: ['ubuntu@22.04'], ...expected })
}

const files = filesOfReadme()
assert.deepEqual([...files.keys()], ['src/charm.ts', 'src/greeter.conf.hbs', 'test/charm.test.ts'])
const lines = [...files].map(([path, text]) => [path, linesOf(text)])
const sum = lines.reduce((total, [, count]) => total + count, 0)
const begun = performance.now()
await run(['npm', 'install', '--global', '--prefix', join(work, 'tool'), '@charm-layers/charm-cli'], { cwd: folder('empty'), env })
await make('greeter', {
  installs: ['@charm-layers/interface-mysql-shared'],
  files,
  expected: { endpoints: ['requirer queue rabbitmq', 'requirer database mysql-shared'], options: ['workers'] },
})
tell("the README's charm: from an empty folder to a .charm, two interfaces", seconds(begun))
tell(`what its author writes: ${lines.map(([path, count]) => `${path} ${count}`).join(', ')}`, `${sum} lines`)
assert.ok(sum < 40, `the README's charm has ${sum} lines; it should stay under 40`)

await make('hello', { installs: [], files: [], expected: { endpoints: ['requirer queue rabbitmq'], options: ['interval'] } })
tell('a charm as `charm-layers create` writes it', '')

/** An interface without the runtime: what its types need comes with it. */
async function checkInterfaces() {
  const cwd = folder('interfaces')
  const names = registry.names.filter((each) => /\/interface-(?!conformance)/.test(each))
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  writeFileSync(join(cwd, 'package.json'), '{ "type": "module", "private": true }')
  const modules = names.flatMap((each) => [each, `${each}/testing`])
  writeFileSync(join(cwd, 'all.ts'), modules.map((each, index) => `import * as all${index} from '${each}'\nvoid all${index}\n`).join(''))
  await run(['npm', 'install', ...names, `typescript@${devDependencies.typescript}`], { cwd, env, quiet: true })
  await run(['npx', 'tsc', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', '', 'all.ts'], { cwd, env, quiet: true })
  await run(['node', 'all.js'], { cwd, env, quiet: true })
  tell(`${names.length} interface packages, typed and imported without a charm`, '')
}
await checkInterfaces()
registry.close()
