/** The command `interface-conformance`. */
import { parseArgs } from 'node:util'
import { TARGETS, type Target, targetOf } from './format.ts'
import { conformProgram } from './program.ts'
import type { Report, Result } from './run.ts'

const HELP = `Runs an implementation of an interface of OpenStack charms against recorded databags and the states of its protocol.

Usage
  interface-conformance run --interface <name> --side <side> [--json] -- <program> [arguments]

The program gets one JSON object a line on standard input and answers each with one on standard output:
  {"do": "read", "interface": …, "side": …, "view": …, "request": …}   {"state": "waiting", "missing": ["password"]}
  {"do": "write", "interface": …, "side": …, "view": …, "intent": …}   {"unit": {"username": "trove"}}

Options
  --interface   as in metadata.yaml, with --side one of
${TARGETS.map((target) => `                ${target.replace('/', ' ')}`).join('\n')}
  --side        requires, provides or peers
  --json        prints all results as JSON
  --help

Examples
  interface-conformance run --interface pgsql --side requires -- python3 pgsql_requires.py
  interface-conformance run --interface rabbitmq --side provides --json -- ./rabbitmq-codec | jq '.results[] | select(.passed | not)'

Exit codes
  0  everything passed
  1  something failed that is not optional
  2  the command line is wrong
  3  the program cannot be run, ended early, answered no JSON, or took longer than 10 s for an answer
`

/** Where the command writes. */
export interface Output {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

interface Options {
  readonly target: Target
  readonly json: boolean
  readonly argv: readonly [string, ...string[]]
}

const optionsOf = (args: readonly string[]): Options | 'help' | { readonly wrong: string } => {
  const end = args.indexOf('--')
  const own = end < 0 ? args : args.slice(0, end)
  const [program, ...rest] = end < 0 ? [] : args.slice(end + 1)
  try {
    const { values, positionals } = parseArgs({
      args: [...own],
      allowPositionals: true,
      options: {
        interface: { type: 'string' },
        side: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) return 'help'
    const [verb, ...more] = positionals
    if (verb !== 'run') return { wrong: verb === undefined ? 'say what to do: run' : `there is no command ${verb}, only run` }
    if (more.length > 0) return { wrong: `${more[0]} is none of the options; the program stands after --` }
    const target = targetOf(`${values.interface}/${values.side}`)
    if (target === undefined) {
      return { wrong: `there is no --interface ${values.interface ?? '(missing)'} with --side ${values.side ?? '(missing)'}` }
    }
    if (program === undefined) return { wrong: 'the program to run is missing: give it after --' }
    return { target, json: values.json ?? false, argv: [program, ...rest] }
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) }
  }
}

const failure = (word: string, { kind, name, about, expected, actual }: Result): string =>
  `${word} ${kind}: ${name}\n  about     ${about}\n  expected  ${JSON.stringify(expected)}\n  actual    ${JSON.stringify(actual)}\n`

const failures = (word: string, results: readonly Result[]): string =>
  results.map((result) => (result.passed ? '' : failure(word, result))).join('')

const text = ({ target, passed, failed, results, optional }: Report): string => {
  const done = optional.filter((result) => result.passed).length
  const apart = optional.length === 0 ? '' : `; ${done} of ${optional.length} optional cases passed`
  return `${failures('NOT DONE', optional)}${failures('FAIL', results)}${target}: ${passed} passed, ${failed} failed${apart}\n`
}

/** Runs the command with the arguments after its name, and gives its exit code. */
export const run = async (args: readonly string[], { out, err }: Output): Promise<number> => {
  const options = optionsOf(args)
  if (options === 'help') {
    out(HELP)
    return 0
  }
  if ('wrong' in options) {
    err(`interface-conformance: ${options.wrong}\nSee interface-conformance --help.\n`)
    return 2
  }
  try {
    const report = await conformProgram(options.argv, options.target)
    out(options.json ? `${JSON.stringify(report, undefined, 1)}\n` : text(report))
    return report.failed === 0 ? 0 : 1
  } catch (error) {
    err(`interface-conformance: ${error instanceof Error ? error.message : String(error)}\n`)
    return 3
  }
}
