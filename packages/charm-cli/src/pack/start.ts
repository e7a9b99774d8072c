import { createHash } from 'node:crypto'

const head = '(function (exports, require, module, __filename, __dirname) {'

/** Makes the bundle what `start` runs: one expression, so that its text is not copied in each hook to become one. */
export const wrapped = (code: string): string => `${head}${code}\n})\n`

/**
 * The script that Node runs first. It starts the charm's code with the code that V8 compiled in an earlier hook. Node's own compile cache
 * would keep the code that the first run compiled. The first run is an install hook, which runs little of the path that every later hook
 * takes. So the script stores the compiled code again after each hook that changed something. A hook with nothing to do stores nothing.
 *
 * V8 checks only its own version, its flags and the length of the source, so the file's name tells which source the stored code is from.
 * The stored code cannot be shipped in the charm: it differs from machine to machine.
 *
 * A hook is over before optimized code would pay for its compilation, so V8's optimizing compilers are off during the first second. Node's
 * own modules come compiled for the flags that Node was started with, so the modules that the charm needs at once are loaded before that.
 */
export const start = (wrappedCode: string, builtins: readonly string[]): string => `'use strict'
const { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs')
const { constants, Script } = require('node:vm')
for (const name of ${JSON.stringify(builtins)}) require(name)
const { setFlagsFromString } = require('node:v8')
const optimize = (prefix) => ['sparkplug', 'maglev', 'opt'].forEach((compiler) => setFlagsFromString(prefix + compiler))
optimize('--no-')
setTimeout(optimize, 1000, '--').unref()

const file = \`\${__dirname}/charm.cjs\`
const folder = __dirname.slice(0, __dirname.lastIndexOf('/'))
const name = '.compiled-${createHash('sha256').update(wrappedCode).digest('hex').slice(0, 16)}'
const kept = \`\${folder}/\${name}\`

let cachedData
try {
  cachedData = readFileSync(kept)
} catch {
  // The first hook with this code.
}
const script = new Script(readFileSync(file, 'latin1'), {
  filename: file,
  columnOffset: -${head.length},
  cachedData,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
})
const module_ = { exports: {} }
script.runInThisContext()(module_.exports, require, module_, file, __dirname)

const keep = () => {
  // For the flags of the next start.
  optimize('--no-')
  const written = \`\${kept}-\${process.pid}\`
  try {
    writeFileSync(written, script.createCachedData(), { mode: 0o600 })
    renameSync(written, kept)
    for (const other of readdirSync(folder)) if (other.startsWith('.compiled-') && other !== name) rmSync(\`\${folder}/\${other}\`)
  } catch {
    // Without stored code the next hook is only slower.
  }
}
void module_.exports.then((changed) => {
  if (changed || cachedData === undefined || script.cachedDataRejected) keep()
  // All output is written and everything is closed. A normal end would spend another two milliseconds on freeing the heap.
  process.exit()
})
`
