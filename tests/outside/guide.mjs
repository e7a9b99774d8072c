// An author who has nothing but the guide: types its listings into an empty folder, one after the other, and runs its commands.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../../scripts/toolchain.mjs'
import { env, folder, registry, run, seconds, tell, work } from './author.mjs'

/** How fast somebody reads who thinks meanwhile, and how fast a programmer types. */
const wordsPerMinute = 200
const charactersPerMinute = 300

const text = readFileSync(join(root, 'docs/guide.md'), 'utf8')
const fence = /^(?:`([\w./-]+)`[^\n]*:\n\n)?```(\w*)\n(.*?)^```$/gms

/** The listings in their order: a file with its path, commands (`sh`), or what the command before has printed (`text`). */
const listings = [...text.matchAll(fence)].map(([, path, language, body]) => ({ path, language, body }))
const typed = listings.filter(({ language }) => language !== 'text')
const characters = typed.reduce((sum, { body }) => sum + body.replaceAll(/^ +/gm, '').length, 0)
const words = text.replaceAll(fence, '').match(/[\w'’-]+/g).length
const hasMachines = process.platform === 'linux' && process.getuid() === 0

// A person says yes when npx asks whether it may install.
const author = {
  ...env,
  npm_config_yes: 'true',
  JUJU_DATA: join(work, 'juju'),
  PATH: `${env.PATH}:${join(work, 'guide/gallery/node_modules/.bin')}`,
}
let cwd = folder('guide')
let printed = ''

/** Runs a line as it stands in the guide. Of a shell it has words and quotes only. */
async function type(line) {
  const argv = line
    .replace(/\s+#.*$/, '')
    .match(/'[^']*'|\S+/g)
    .map((word) => word.replace(/^'(.*)'$/, '$1'))
  if (argv[0] === 'cd') cwd = join(cwd, argv[1])
  else printed = await run(argv, { cwd, env: author })
}

/** Numbers, times and ids differ from run to run; words and their order do not. */
const shape = (line) => line.replaceAll(/\d+/g, '0').replaceAll(/\s+/g, ' ').trim()

async function follow({ path, language, body }) {
  if (path !== undefined) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true })
    writeFileSync(join(cwd, path), body)
  } else if (language === 'sh') {
    const lines = body.trim().split('\n')
    for (const line of hasMachines ? lines : lines.filter((each) => !/^(npx )?juju /.test(each))) await type(line)
  } else if (language === 'text' && (hasMachines || !/^(Unit|App) /m.test(body))) {
    const all = printed.split('\n').map(shape)
    for (const line of body.trim().split('\n'))
      assert.ok(all.includes(shape(line)), `the guide shows '${line}', which is not in:\n${printed}`)
  } else assert.fail(`the guide has a listing without a path that is neither sh nor text:\n${body}`)
}

const begun = performance.now()
try {
  for (const listing of listings) await follow(listing)
} finally {
  if (hasMachines)
    await run(['npx', 'juju', 'destroy-controller', 'local', '--destroy-all-models', '--no-prompt', '--force'], {
      cwd,
      env: author,
      quiet: true,
    })
}
tell(`the guide: every listing typed and run${hasMachines ? '' : ' (not those of machines, which need root on Linux)'}`, seconds(begun))
const minutes = words / wordsPerMinute + characters / charactersPerMinute
tell(`the guide: ${words} words to read, ${characters} characters to type`, `${minutes.toFixed(1)} min`)
assert.ok(minutes < 15, `the guide takes ${minutes.toFixed(1)} minutes to read and type; it should stay under 15`)
registry.close()
