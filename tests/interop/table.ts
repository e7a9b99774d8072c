/** The page docs/interoperation.md, made of the specs: what was met, and why the rest was not. */
import { exampleMeetings } from './examples/index.ts'
import { type Cell, FLOWS, type Flow, named, type Spec } from './meeting.ts'
import { readers } from './recorded.ts'
import { specs } from './specs/index.ts'

const HEAD = `# Interoperation

Who the interface packages have met. The other side of these interfaces is written in Python: the libraries of it that are on PyPI run in \`tests/interop\`, on databags
that our packages have written, and write databags that our packages read. CI runs them with every \`npm test\`; alone they are \`npx vitest run tests/interop\`, with Python
3.10 or later. This page is made of those tests (\`npx vitest run tests/interop -u\`), and a test fails when it says something else.

- **charmhelpers** runs as in a hook: its own code calls hook tools, which the tests answer from the databags. \`core.hookenv.relation_set\` is how classic charms and reactive
  layers write; where it stands alone, the keys are those that the charms give it.
- **ops** runs in ${named('ops-scenario')}, with its libraries for pgsql, mysql and tls-certificates. Where no registry has the code of the other side, a charm of the tests does what that side does, after
  the protocol: it shows that the databags are what a charm on ops reads and writes, not more. Such a charm is called 'of the tests' below.
`

/** Parts by library, each with what it has shown. */
const met = ({ meetings = [] }: Cell): string => {
  const parts = new Map<string, number>()
  for (const { library, part } of meetings) {
    const key = part.includes('of the tests') && library === 'ops' ? `${part}, on ${named(library)}` : `${named(library)} \`${part}\``
    parts.set(key, (parts.get(key) ?? 0) + 1)
  }
  return [...parts].map(([part, count]) => `${part} (${count} ${count === 1 ? 'test' : 'tests'})`).join('<br>')
}

const PEERS: readonly Flow[] = ['their data', 'our data']

const flowsOf = ({ cells }: Spec): readonly Flow[] => {
  const isPeers = PEERS.some((flow) => cells[flow] !== undefined)
  return (Object.keys(FLOWS) as Flow[]).filter((flow) => PEERS.includes(flow) === isPeers)
}

const row = (spec: Spec, flow: Flow): string => {
  const cell = spec.cells[flow] ?? {}
  const { direction, text } = FLOWS[flow]
  return `| ${[spec.interface, direction, text, met(cell) || 'nothing', cell.reason ?? ''].join(' | ')} |`
}

/** Interfaces and flows that have neither a test nor a reason. */
export const unexplained = (): readonly string[] =>
  specs.flatMap((spec) =>
    flowsOf(spec)
      .filter((flow) => !spec.cells[flow]?.meetings?.length && !spec.cells[flow]?.reason)
      .map((flow) => `${spec.interface}: ${flow}`),
  )

/** The page. */
export const page = (): string => {
  const rows = specs.flatMap((spec) => flowsOf(spec).map((flow) => row(spec, flow)))
  const shown = specs.flatMap((spec) => [
    `\n### ${spec.interface}`,
    ...flowsOf(spec).flatMap((flow) => [
      `\n${FLOWS[flow].direction}: ${FLOWS[flow].text}\n`,
      ...(spec.cells[flow]?.meetings ?? []).map(({ library, part, shows }) => `- ${named(library)}, ${part}: ${shows}`),
    ]),
  ])
  return [
    HEAD,
    '| interface | direction | what is read | met | why not more |\n| --- | --- | --- | --- | --- |',
    ...rows,
    '\n## Recorded databags\n',
    'The conformance kit says of each recorded databag how a reader of upstream reads it. Where that reader is on PyPI, it reads the databag here, and has to agree with the kit:\n',
    ...readers.map((reader) => `- ${reader.target}: ${named(reader.library)}, ${reader.name.replace(/^\((.*)\)$/, '$1')}`),
    '\n## Charms of the READMEs\n',
    'The charms that the READMEs of the packages show, one for each side, run on the same databags until they are active, with a library at the other end:\n',
    ...exampleMeetings.map(
      ({ of, role, library, part, shows }) => `- the ${role} in the README of \`interface-${of}\`: ${named(library)}, ${part}: ${shows}`,
    ),
    '\n## What each test shows',
    ...shown,
    '',
  ].join('\n')
}
