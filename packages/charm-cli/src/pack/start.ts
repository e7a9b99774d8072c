import { createHash } from 'node:crypto'

/**
 * What Node runs first: it starts the charm's code with what V8 compiled of it in an earlier hook. Node's own compile cache keeps what its
 * first run compiled, and that is an install hook, which runs little of the path that every later hook takes. So the code is kept anew
 * after each hook that changed something: it has run that path too. A hook with nothing to do writes nothing.
 *
 * V8 checks of the kept code only its own version and the length of the source; the name says which source it is. It cannot be shipped: it
 * differs from machine to machine.
 */
export const start = (code: string): string => `'use strict'
const { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs')
const { constants, Script } = require('node:vm')

const file = \`\${__dirname}/charm.cjs\`
const folder = __dirname.slice(0, __dirname.lastIndexOf('/'))
const name = '.compiled-${createHash('sha256').update(code).digest('hex').slice(0, 16)}'
const kept = \`\${folder}/\${name}\`

let cachedData
try {
  cachedData = readFileSync(kept)
} catch {
  // The first hook with this code.
}
const script = new Script(\`(function (exports, require, module, __filename, __dirname) {\${readFileSync(file, 'utf8')}\\n})\`, {
  filename: file,
  columnOffset: -62,
  cachedData,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
})
const module_ = { exports: {} }
script.runInThisContext()(module_.exports, require, module_, file, __dirname)

const keep = () => {
  const written = \`\${kept}-\${process.pid}\`
  try {
    writeFileSync(written, script.createCachedData(), { mode: 0o600 })
    renameSync(written, kept)
    for (const other of readdirSync(folder)) if (other.startsWith('.compiled-') && other !== name) rmSync(\`\${folder}/\${other}\`)
  } catch {
    // Slower, and no worse.
  }
}
void module_.exports.then((changed) => {
  if (changed || cachedData === undefined || script.cachedDataRejected) keep()
  // All is said and closed; taking the heap apart would cost another two milliseconds.
  process.exit()
})
`
