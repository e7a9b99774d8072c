import { createHash } from 'node:crypto'

const head = '(function (exports, require, module, __filename, __dirname) {'

/** Makes the bundle what `start` runs: one expression, so that its text is not copied in each hook to become one. */
export const wrapped = (code: string): string => `${head}${code}\n})\n`

/**
 * What Node runs first: it starts the charm's code with what V8 compiled of it in an earlier hook. Node's own compile cache keeps what its
 * first run compiled, and that is an install hook, which runs little of the path that every later hook takes. So the code is kept anew
 * after each hook that changed something: it has run that path too. A hook with nothing to do writes nothing.
 *
 * V8 checks of the kept code only its own version and flags and the length of the source; the name says which source it is. It cannot be
 * shipped: it differs from machine to machine.
 *
 * A hook is over before what V8's optimizing compilers make of hot code has paid for itself, so they rest during its first second. Node's
 * own modules come compiled for the flags that Node was started with: those that the charm needs at once are loaded before.
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

// The author's files and lines, for whoever prints an error. Maps are read then, and in no other hook.
const maps = new Map()
const mapOf = (path) => {
  if (!maps.has(path)) {
    let map
    try {
      map = new (require('node:module').SourceMap)(JSON.parse(readFileSync(\`\${path}.map\`, 'utf8')))
    } catch {
      // The place in the bundle has to do.
    }
    maps.set(path, map)
  }
  return maps.get(path)
}
const placed = (frame) => {
  const [text, name, line, column] = [\`\${frame}\`, frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()]
  const path = name?.replace(/^file:\\/\\//, '')
  const origin = path?.startsWith(__dirname) && line !== null ? mapOf(path)?.findOrigin(line, column) : undefined
  return origin?.fileName ? text.replace(\`\${name}:\${line}:\${column}\`, \`\${origin.fileName}:\${origin.lineNumber}:\${origin.columnNumber}\`) : text
}
Error.prepareStackTrace = (error, frames) => [error, ...frames.map((frame) => \`    at \${placed(frame)}\`)].join('\\n')

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
// What the charm imports dynamically finds here what it shares with the charm.
const module_ = { exports: {}, loaded: true }
require.cache[file] = module_
script.runInThisContext()(module_.exports, require, module_, file, __dirname)

const keep = () => {
  // For the flags of the next start.
  optimize('--no-')
  const written = \`\${kept}-\${process.pid}\`
  try {
    writeFileSync(written, script.createCachedData(), { mode: 0o600 })
    renameSync(written, kept)
    // Also what a killed hook has left: half of this file, or a secret on its way to Juju.
    const isLeft = (other) => (other.startsWith('.compiled-') && other !== name) || /^\\.?\\.secret-/.test(other)
    for (const other of readdirSync(folder)) if (isLeft(other)) rmSync(\`\${folder}/\${other}\`)
  } catch {
    // Slower, and no worse.
  }
}
void module_.exports.default.then((changed) => {
  if (changed || cachedData === undefined || script.cachedDataRejected) keep()
  // All is said and closed; taking the heap apart would cost another two milliseconds.
  process.exit()
})
`
