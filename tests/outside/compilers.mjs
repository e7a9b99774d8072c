// The types of every package, as the compilers of others read them: from the oldest TypeScript that is supported to the newest.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/toolchain.mjs'
import { env, folder, registry, run, seconds, tell } from './author.mjs'

const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const versions = ['5.4.5', '5.9.3', '6.0.3', devDependencies.typescript]

/** How a project finds packages. CommonJS finds packages that are ES modules from TypeScript 5.8 on, and with nodenext alone. */
const projects = [
  { name: 'node16', file: 'all.mts', module: 'node16', moduleResolution: 'node16', since: 5.4 },
  { name: 'nodenext', file: 'all.mts', module: 'nodenext', moduleResolution: 'nodenext', since: 5.4 },
  { name: 'bundler', file: 'all.mts', module: 'esnext', moduleResolution: 'bundler', since: 5.4 },
  { name: 'commonjs', file: 'all.cts', module: 'nodenext', moduleResolution: 'nodenext', since: 5.8 },
]

const charm = `import { command, defineCharm, file, option, service, when } from '@charm-layers/charm'
import { amqp } from '@charm-layers/interface-amqp'

export const charm = defineCharm({
  name: 'some',
  summary: 'Is typed',
  config: { interval: option.int({ default: 10, description: 'Seconds' }) },
  requires: { queue: amqp },
  desired: ({ config, relations }) => [
    when(relations.queue.ask({ username: 'some', vhost: 'some' }), ({ hosts }) => [
      file('/etc/some', hosts.map((host) => host.toUpperCase()).join() + config.interval.toFixed(), { restarts: 'some' }),
      service('some'),
    ]),
    // @ts-expect-error -- an option that is not declared
    command('say', ['/bin/echo', config.intervals]),
  ],
})
`

/** Compiles a program that imports every entry of every package, and a charm, with every compiler. */
export async function checkCompilers() {
  const cwd = folder('compilers')
  const begun = performance.now()
  const entries = registry.manifests.flatMap(({ name, exports }) =>
    Object.entries(exports).flatMap(([path, conditions]) => (conditions.default === undefined ? [] : [`${name}${path.slice(1)}`])),
  )
  const imports = entries.map((entry, index) => `import * as all${index} from '${entry}'\nvoid all${index}\n`).join('')
  writeFileSync(join(cwd, 'package.json'), '{ "private": true }')
  for (const file of ['all.mts', 'all.cts']) writeFileSync(join(cwd, file), imports + charm)
  const compilers = versions.map((version) => `typescript-${version}@npm:typescript@${version}`)
  await run(['npm', 'install', ...registry.names, ...compilers, `@types/node@${devDependencies['@types/node']}`], { cwd, env, quiet: true })
  for (const version of versions) {
    for (const { name, file, module, moduleResolution, since } of projects) {
      if (Number.parseFloat(version) < since) continue
      const config = `tsconfig.${name}.json`
      const compilerOptions = {
        module,
        moduleResolution,
        target: 'es2022',
        lib: ['es2022'],
        types: ['node'],
        strict: true,
        noEmit: true,
        skipLibCheck: false,
      }
      writeFileSync(join(cwd, config), JSON.stringify({ compilerOptions, files: [file] }))
      await run(['node', `node_modules/typescript-${version}/bin/tsc`, '-p', config], { cwd, env, quiet: true })
    }
  }
  tell(`${entries.length} entries of ${registry.names.length} packages, by TypeScript ${versions.join(', ')}`, seconds(begun))
}
