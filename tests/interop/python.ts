/** Python as the other side: libraries of PyPI in a folder of the checkout, and one process that answers calls line by line. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

const here = join(import.meta.dirname, 'python')
const root = dirname(dirname(import.meta.dirname))
const requirements = readFileSync(join(here, 'requirements.txt'), 'utf8')

const OLDEST = '3.10'
const PROBE = `import pip, sys; print(sys.version_info >= (${OLDEST.replace('.', ', ')}), sys.version)`

const probe = spawnSync('python3', ['-c', PROBE], { encoding: 'utf8' })

/** Tells why Python's libraries cannot be met here; undefined when they can. */
export const whyNoPython: string | undefined =
  probe.status !== 0
    ? 'python3 with pip is not installed (Debian: apt-get install python3-pip)'
    : probe.stdout.startsWith('True')
      ? undefined
      : `python3 is older than ${OLDEST}, which ops needs`

/** Gives the version of a library that is met. */
export const versionOf = (library: string): string => {
  const line = requirements.split('\n').find((each) => each.startsWith(`${library}==`))
  if (line === undefined) throw new Error(`${library} is not in tests/interop/python/requirements.txt`)
  return line.slice(library.length + 2)
}

/** Brings the libraries of a list into the checkout, and gives their folder. The first call takes some seconds. */
export const installed = (list = 'requirements.txt'): string => {
  const hash = createHash('sha256')
    .update(readFileSync(join(here, list)))
    .update(probe.stdout)
    .digest('hex')
    .slice(0, 12)
  const folder = join(root, '.cache', 'interop', hash)
  const { status } = spawnSync('python3', [join(here, 'install.py'), folder, list], { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error(`pip could not install tests/interop/python/${list}`)
  return folder
}

/** A process that answers calls, one at a time. */
export interface Python {
  call(name: string, args: unknown): Promise<unknown>
  stop(): void
}

const parsed = (line: string): { readonly value?: unknown; readonly error?: string } => JSON.parse(line)

/** Where the programs of the processes are. */
export const SIDES = {
  charmhelpers: join(here, 'charmhelpers_side.py'),
  database: join(here, 'database_side.py'),
  messaging: join(here, 'messaging_side.py'),
  ops: join(here, 'ops_side.py'),
  oslo: join(here, 'oslo_side.py'),
  yaml: join(here, 'yaml_side.py'),
} as const

/** Starts a program that answers calls, with the libraries of these folders. */
export const startPython = (program: string, ...folders: readonly string[]): Python => {
  const side = basename(program, '.py')
  const child: ChildProcess = spawn('python3', ['-W', 'ignore', program, ...folders], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PYTHONDONTWRITEBYTECODE: '1' },
  })
  if (child.stdout === null) throw new Error(`${side} has no output`)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    call: async (name, args) => {
      child.stdin?.write(`${JSON.stringify({ call: name, args })}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error(`${side} ended during ${name}`)
      const answer = parsed(value)
      if (answer.error !== undefined) throw new Error(`${name}: ${answer.error}`)
      return answer.value
    },
    stop: () => child.stdin?.end(),
  }
}
