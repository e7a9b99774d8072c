// What a hook costs that has nothing to do, and how often it calls Juju: the packed trove charm against bare Node and against the same work on ops, inside the machine
// of a running model. Times are of whole processes, interleaved; every figure is a median.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { dataDirectory, journalFiles, modelDirectory } from '@charm-layers/local-juju'
import { packPythonCharm, whyNoPython } from '../../tools/python-charm.ts'

const here = import.meta.dirname
const root = dirname(dirname(here))
const pairs = Number(process.env.PAIRS ?? 36)
const perRound = 6
/** For a unit alone. On a real agent each call takes 1 to 8 ms. */
const mostCalls = 24
const peer = 'trove-ops'

const juju = (...args: readonly string[]): string =>
  execFileSync(join(root, 'bin', 'juju'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 })

function inContext(unit: string, script: string, ...args: readonly string[]): string {
  // The program travels in the command: the machine has no file of ours.
  const program = `import base64;exec(base64.b64decode('${Buffer.from(script).toString('base64')}'))`
  return juju('exec', '--unit', unit, '--wait', '5m', '--', 'python3', '-c', program, ...args)
}

const inside = readFileSync(join(here, 'inside.py'), 'utf8')
type Times = Readonly<Record<string, readonly number[]>>

function parseTimes(text: string): Times {
  const parsed: unknown = JSON.parse(text.trim())
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`no times in: ${text}`)
  return Object.fromEntries(Object.entries(parsed).map(([name, list]) => [name, Array.isArray(list) ? list.map(Number) : []]))
}

const time = (unit: string, rounds: number, commands: Readonly<Record<string, readonly string[]>>): Times =>
  parseTimes(inContext(unit, inside, String(rounds), JSON.stringify(commands)))

const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN

/** The record that local-juju keeps of what each run did to Juju. */
function traceFile(): string {
  const parsed: unknown = JSON.parse(juju('show-model', '--format', 'json'))
  const uuid = /"model-uuid":"([0-9a-f]{8})/.exec(JSON.stringify(parsed))?.[1] ?? ''
  return journalFiles(modelDirectory(dataDirectory(process.env), uuid)).trace
}

/** How many calls the last thing that was executed on a unit has made. */
function lastCalls(unit: string): number {
  const runs = readFileSync(traceFile(), 'utf8').trim().split('\n')
  const last = runs.findLast((line) => line.startsWith(`{"unit":"${unit}","run":"juju-exec"`)) ?? '{}'
  const { tools = {} }: { readonly tools?: Readonly<Record<string, number>> } = JSON.parse(last)
  return Object.values(tools).reduce((sum, calls) => sum + calls, 0)
}

interface Count {
  /** Programs started, the hook itself not counted. */
  readonly programs: number
  /** Those of them that are hook tools. */
  readonly tools: number
  /** Questions and orders to Juju. */
  readonly calls: number
}

/** Counts what one hook does: programs by strace, calls by the record of Juju's side. */
function count(unit: string, argv: readonly string[]): Count {
  const script = `
import json, os, subprocess, sys
env = {**os.environ, "JUJU_DISPATCH_PATH": "hooks/config-changed", "JUJU_HOOK_NAME": "config-changed"}
for name in ["JUJU_ACTION_NAME", "JUJU_ACTION_UUID", "JUJU_ACTION_TAG"]: env.pop(name, None)
charm = os.environ["JUJU_CHARM_DIR"]
argv = [word.replace("CHARM", charm) for word in json.loads(sys.argv[1])]
subprocess.run(["strace", "-f", "-qq", "-s", "300", "-e", "trace=execve", "-o", "/tmp/execs", *argv], cwd=charm, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
lines = [line for line in open("/tmp/execs") if "execve(" in line and line.rstrip().endswith("= 0")]
print(json.dumps([len(lines) - 1, sum("/var/lib/juju/tools/" in line for line in lines)]))`
  const parsed: unknown = JSON.parse(inContext(unit, script, JSON.stringify(argv)).trim())
  const [programs, tools] = Array.isArray(parsed) ? parsed.map(Number) : []
  return { programs: programs ?? 0, tools: tools ?? 0, calls: lastCalls(unit) }
}

interface Status {
  readonly applications: Readonly<
    Record<
      string,
      {
        readonly units?: Readonly<Record<string, { readonly machine?: string; readonly 'workload-status'?: { readonly current?: string } }>>
      }
    >
  >
}
const status = (): Status => JSON.parse(juju('status', '--format', 'json'))

function deployPeer(machine: string): void {
  if (peer in status().applications) return
  const work = mkdtempSync(join(tmpdir(), 'hook-benchmark-'))
  try {
    const own = (name: string): string => {
      const text = juju('exec', '--unit', 'trove/0', '--', 'cat', name).replace(/^name: .*$/m, `name: ${peer}`)
      writeFileSync(join(work, name), text)
      return join(work, name)
    }
    const charm = packPythonCharm(join(here, 'ops-charm'), join(work, `${peer}.charm`), {
      'metadata.yaml': own('metadata.yaml'),
      'config.yaml': own('config.yaml'),
      'manifest.yaml': own('manifest.yaml'),
    })
    juju('deploy', charm, peer, '--to', machine)
    for (const application of ['mariadb', 'rabbitmq', 'keystone']) juju('integrate', peer, application)
    juju('wait-for', 'application', peer, '--timeout', '5m')
  } finally {
    rmSync(work, { recursive: true })
  }
}

const reason = whyNoPython()
if (reason !== undefined) throw new Error(`the peer of this benchmark is a Python charm: ${reason}`)
const unit = status().applications.trove?.units?.['trove/0']
if (unit?.['workload-status']?.current !== 'active' || unit.machine === undefined)
  throw new Error('trove/0 is not active here; run npm start first')
deployPeer(unit.machine)
// Juju counts on: each deployment of the peer has a unit of another number.
const [peerUnit = `${peer}/0`] = Object.keys(status().applications[peer]?.units ?? {})
juju('exec', '--unit', 'trove/0', '--', 'sh', '-c', 'command -v strace >/dev/null || apt-get install --assume-yes strace >/dev/null')

const ours = ['CHARM/dispatch']
const bare = ['CHARM/runtime/node', '-e', '0']
const collected: Record<string, number[]> = { bare: [], ours: [], ops: [], tool: [] }
const add = (times: Times): void => {
  for (const [name, list] of Object.entries(times)) collected[name]?.push(...list)
}
// One round first that is not counted: byte code and caches are written in it.
time('trove/0', 1, { ours })
time(peerUnit, 1, { ops: ['CHARM/dispatch'] })
for (let round = 0; round < pairs / perRound; round += 1) {
  add(time('trove/0', perRound, { bare, ours, tool: ['is-leader'] }))
  add(time(peerUnit, perRound, { ops: ['CHARM/dispatch'] }))
}
const [oursCount, opsCount] = [count('trove/0', ours), count(peerUnit, ['CHARM/dispatch'])]
const medians = {
  bare: median(collected.bare ?? []),
  ours: median(collected.ours ?? []),
  ops: median(collected.ops ?? []),
  tool: median(collected.tool ?? []),
}
const opsWithoutForwarder = medians.ops - opsCount.tools * medians.tool
const figures = {
  pairs: collected.ours?.length ?? 0,
  milliseconds: medians,
  calls: { ours: oursCount.calls, ops: opsCount.calls },
  programs: { ours: oursCount.programs, ops: opsCount.programs },
  toolProcesses: { ours: oursCount.tools, ops: opsCount.tools },
  oursAgainstBareNode: medians.ours / medians.bare,
  opsAgainstOurs: opsWithoutForwarder / medians.ours,
}
const missed = [
  ...(figures.oursAgainstBareNode > 2 ? ['a hook takes more than 2.0 x bare node'] : []),
  ...(figures.opsAgainstOurs < 3 ? ['ops takes less than 3 x ours'] : []),
  ...(figures.calls.ours > mostCalls ? [`a hook makes more than ${mostCalls} calls to Juju`] : []),
  ...(medians.tool > 3 ? ['a hook tool costs more than 3 ms'] : []),
]
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ ...figures, missed })}\n`)
else {
  const ms = (value: number): string => `${value.toFixed(1)} ms`.padStart(9)
  const did = ({ calls, programs, tools }: Count): string =>
    `${calls} calls to Juju, ${programs} programs started, ${tools} of them hook tools`
  process.stdout.write(
    [
      `no-op config-changed, ${figures.pairs} interleaved runs, medians of whole processes`,
      `  node -e 0, the charm's runtime    ${ms(medians.bare)}`,
      `  trove charm                       ${ms(medians.ours)}   ${figures.oursAgainstBareNode.toFixed(2)} x bare node (bar 2.0)   ${did(oursCount)}`,
      `  calls to Juju                     ${String(oursCount.calls).padStart(6)}      (bar ${mostCalls})`,
      `  the same work on ops              ${ms(medians.ops)}   ${did(opsCount)}`,
      `  a hook tool through the forwarder ${ms(medians.tool)} each (bar 3)`,
      `  ops without its forwarders        ${ms(opsWithoutForwarder)}   ${figures.opsAgainstOurs.toFixed(1)} x ours (bar 3)`,
      ...missed.map((bar) => `missed: ${bar}`),
      '',
    ].join('\n'),
  )
}
if (!process.argv.includes('--keep')) {
  juju('remove-application', peer, '--force', '--no-prompt')
  while (peer in status().applications) await new Promise((resolve) => setTimeout(resolve, 500))
}
process.exitCode = missed.length === 0 ? 0 : 1
