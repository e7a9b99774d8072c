import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '../..')
const workflows = globSync('.github/workflows/*.yml', { cwd: root })
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}
interface Job {
  readonly needs?: string | readonly string[]
  readonly permissions?: Readonly<Record<string, string>>
  readonly environment?: string
  readonly steps: readonly Step[]
}
interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}
const workflow = (file: string): Workflow => parse(read(file))
const stepsOf = (file: string): readonly Step[] => Object.values(workflow(file).jobs).flatMap(({ steps }) => steps)

test('every action is pinned by its commit, so that nobody can change what has been looked at', () => {
  const uses = workflows.flatMap((file) => stepsOf(file).flatMap((step) => step.uses ?? []))
  expect(uses.length).toBeGreaterThan(0)
  expect(uses.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([])
})

test.for(workflows)('%s keeps no credentials in a checkout, and runs one Node that is told to the last number', (file) => {
  const of = (action: string): readonly Step[] => stepsOf(file).filter(({ uses }) => uses?.startsWith(`${action}@`))
  expect(of('actions/checkout').map((step) => step.with?.['persist-credentials'])).toEqual(of('actions/checkout').map(() => false))
  expect(of('actions/setup-node').length).toBeGreaterThan(0)
  for (const step of of('actions/setup-node')) expect(step.with?.['node-version']).toMatch(/^\d+\.\d+\.\d+$/)
})

describe('a release', () => {
  const file = '.github/workflows/release.yml'
  const { permissions, jobs } = workflow(file)
  const mayDo = (job: string): Readonly<Record<string, string>> | undefined => jobs[job]?.permissions

  test('has no right but those that a job names', () => {
    expect(permissions).toEqual({})
    for (const [name, job] of Object.entries(jobs)) expect(job.permissions, name).toBeDefined()
  })

  test('is signed by one job, which may do nothing else', () => {
    expect(Object.keys(jobs).filter((job) => mayDo(job)?.['id-token'] !== undefined)).toEqual(['publish'])
    expect(mayDo('publish')).toEqual({ 'id-token': 'write' })
    expect(jobs.publish?.environment).toBe('npm')
  })

  test('is built and tested by a job that may read and nothing else', () => {
    expect(mayDo('build')).toEqual({ contents: 'read' })
    expect(jobs.build?.steps.map((step) => step.run)).toContain('npm test -- checks unit')
    expect(jobs.publish?.needs).toBe('build')
  })

  test('is uploaded from the tarballs alone: no checkout, no dependency, no script', () => {
    const steps = jobs.publish?.steps ?? []
    expect(steps.flatMap(({ uses }) => uses?.split('@')[0] ?? [])).toEqual(['actions/setup-node', 'actions/download-artifact'])
    const commands = steps.flatMap((step) => step.run?.trim().split('\n') ?? [])
    expect(commands).toEqual([
      'cd tarballs',
      'echo "$SUMS" | sha256sum --check --strict',
      'for tarball in *.tgz; do npm publish "./$tarball" --provenance --access public --ignore-scripts; done',
    ])
    for (const command of commands) expect(command).not.toMatch(/npm (ci|install|test|run)|npx|pnpm|\$\{\{/)
  })

  test('keeps no token and no cache', () => {
    expect(read(file)).not.toMatch(/secrets\.|actions\/cache/)
    expect(stepsOf(file).filter((step) => step.with?.['package-manager-cache'] !== false && step.uses?.includes('setup-node'))).toEqual([])
  })

  test('writes the names of what it publishes in a job that has nothing of it', () => {
    expect(mayDo('tag')).toEqual({ contents: 'write' })
    expect(jobs.tag?.steps.some(({ uses }) => uses !== undefined)).toBe(false)
  })
})

test('what continuous integration runs is what a contributor runs', () => {
  // As root, since the machines are left out without it.
  expect(stepsOf('.github/workflows/ci.yml').map(({ run }) => run)).toContain('sudo env "PATH=$PATH" CI=true .ci/run')
  expect(read('.ci/run')).toContain('exec npm test')
})

test('the nightly run makes a hundred times as many cases, for every interface', () => {
  const nightly = read('.github/workflows/nightly.yml')
  const [, listed = ''] = /interface: \[(.*)\]/.exec(nightly) ?? []
  const packages = globSync('packages/interface-*/test/helpers.ts', { cwd: root }).map((file) =>
    file.split('/')[1]?.slice('interface-'.length),
  )
  expect(listed.split(', ').sort()).toEqual(packages.sort())
  expect(nightly).toContain('PROPERTY_RUNS: "100000"')
})

test('the nightly run kills the hook ten times as often as the others, in the same phase', () => {
  const manifest = read('tests/functional/trove/manifest')
  expect(Number(/verify config=verify\/kills KILLS=\$\{KILLS:-(\d+)\}/.exec(manifest)?.[1])).toBe(30)
  expect(read('.github/workflows/nightly.yml')).toMatch(/npm run functional -- trove\n {8}env:\n {10}KILLS: "300"\n/)
})
