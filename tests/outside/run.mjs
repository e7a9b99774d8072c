// Charms in empty folders, made and packed as an author does it.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../../scripts/toolchain.mjs'
import { env, folder, registry, run, seconds, tell, work } from './author.mjs'
import { checkCompilers } from './compilers.mjs'
import { filesOfReadme, linesOf } from './readme.mjs'

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
await checkCompilers()
registry.close()
