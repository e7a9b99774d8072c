import type { Desired, Step } from '@charm-layers/charm'
import { describe, expect, test } from 'vitest'
import { parseOrigin } from '../src/origin/index.ts'

const jammy = { distribution: 'ubuntu', codename: 'jammy', architecture: 'amd64' }
const noble = { ...jammy, codename: 'noble' }
const bookworm = { ...jammy, distribution: 'debian', codename: 'bookworm' }
const list = '/etc/apt/sources.list.d'

const steps = (desired: Desired): readonly Step[] =>
  desired === false || desired === undefined ? [] : 'kind' in desired ? [desired] : desired.flatMap(steps)

const revealed = (step: Step | undefined): unknown =>
  step?.kind === 'file' && typeof step.content === 'object' ? step.content.reveal() : undefined

/** Gives what an origin means: the release that it offers, and its files, packages and commands. */
function read(origin: string, machine: typeof jammy) {
  const parsed = parseOrigin(origin, machine)
  if ('problem' in parsed) return parsed
  const done: readonly Step[] = steps(parsed.steps)
  return {
    release: parsed.release,
    files: done.flatMap((step) => (step.kind === 'file' ? [[step.path, String(step.content)]] : [])),
    packages: done.flatMap((step) => (step.kind === 'packages' ? step.names : [])),
    downloads: done.flatMap((step) => (step.kind === 'download' ? [[step.path, step.url]] : [])),
    commands: done.flatMap((step) => (step.kind === 'command' ? [step.argv.join(' ')] : [])),
    removed: done.flatMap((step) => (step.kind === 'absent' ? [step.path] : [])),
  }
}
const pocket = (name: string) => [
  [`${list}/cloud-archive.list`, expect.stringMatching(new RegExp(`^# Ubuntu Cloud Archive\ndeb http://\\S+/ubuntu ${name} main\n$`))],
]

describe('the distribution itself', () => {
  test.each([
    ['distro', jammy, 'yoga'],
    ['distro', noble, 'caracal'],
    ['distro', bookworm, 'zed'],
    ['yoga', jammy, 'yoga'],
    ['caracal', noble, 'caracal'],
  ] as const)('%s on %o offers %s and adds nothing', (origin, machine, release) => {
    expect(read(origin, machine)).toMatchObject({ release, files: [], packages: [], commands: [] })
  })

  test('takes away what another origin had added', () => {
    expect(read('distro', jammy)).toMatchObject({
      removed: expect.arrayContaining([`${list}/cloud-archive.list`, `${list}/proposed.list`]),
    })
  })

  test('is all that Debian has', () => {
    expect(read('cloud:jammy-caracal', bookworm)).toEqual({
      problem: "'cloud:jammy-caracal' is for Ubuntu; on debian only 'distro' is valid",
    })
  })
})

describe('the cloud archive', () => {
  test.each([
    ['caracal', jammy, 'jammy-updates/caracal'],
    ['caracal/proposed', jammy, 'jammy-proposed/caracal'],
    ['cloud:jammy-caracal', jammy, 'jammy-updates/caracal'],
    ['cloud:jammy-caracal/updates', jammy, 'jammy-updates/caracal'],
    ['cloud:jammy-caracal/proposed', jammy, 'jammy-proposed/caracal'],
    ['cloud:jammy-updates/caracal', jammy, 'jammy-updates/caracal'],
    ['epoxy', noble, 'noble-updates/epoxy'],
  ] as const)('%s on %o is %s', (origin, machine, name) => {
    expect(read(origin, machine)).toMatchObject({ files: pocket(name), packages: ['ubuntu-cloud-keyring'] })
  })

  test('tells the release that it offers', () => {
    expect(read('cloud:jammy-updates/zed', jammy)).toMatchObject({ release: 'zed' })
    expect(read('cloud:noble-epoxy', noble)).toMatchObject({ release: 'epoxy' })
  })

  test.each([
    ['cloud:jammy-caracal', noble, 'Invalid Cloud Archive release specified: jammy-caracal on this Ubuntu version (noble)'],
    ['cloud:jammy-diablo', jammy, 'Unsupported cloud: source option jammy-diablo'],
    ['cloud:nothing', jammy, 'Unsupported cloud: source option nothing'],
    ['epoxy', jammy, 'Invalid OpenStack release specified: epoxy for Ubuntu version jammy'],
    ['', jammy, "Unknown source: ''"],
  ] as const)('%s on %o is refused', (origin, machine, problem) => {
    expect(read(origin, machine)).toEqual({ problem })
  })

  test('its staging area is a personal archive', () => {
    expect(read('cloud:jammy-caracal/staging', jammy)).toMatchObject({
      commands: ['/usr/bin/add-apt-repository --yes ppa:ubuntu-cloud-archive/caracal-staging'],
    })
  })
})

describe('other archives', () => {
  test('a deb line is written with the series in its place, and names its release', () => {
    expect(read('deb http://mirror.example/ubuntu {series}-zed main', jammy)).toMatchObject({
      release: 'zed',
      files: [[`${list}/openstack-origin.list`, 'deb http://mirror.example/ubuntu jammy-zed main\n']],
    })
  })

  test.each([
    ['https://mirror.example/ubuntu', 'https://alice:s3cr3t@mirror.example/ubuntu', 'login alice password s3cr3t'],
    ['https://mirror.example/ubuntu', 'https://s3cr3t@mirror.example/ubuntu', 'login s3cr3t'],
    ['http://mirror.example', 'http://u:s3cr3t@s3cr3t@mirror.example', 'login u password s3cr3t@s3cr3t'],
    ['https://mirror.example:8443/u', 'https://u:s3cr3t%2Fs3cr3t@mirror.example:8443/u', 'login u password s3cr3t/s3cr3t'],
  ])('the login of %s goes to a file that only root can read', (bare, url, login) => {
    for (const [origin, line] of [
      [url, `deb ${bare} jammy main`],
      [`deb [arch=amd64] ${url} jammy-updates/zed main universe`, `deb [arch=amd64] ${bare} jammy-updates/zed main universe`],
    ] as const) {
      const parsed = parseOrigin(origin, jammy)
      const files = 'problem' in parsed ? [] : steps(parsed.steps).filter((step) => step.kind === 'file')
      expect(files).toMatchObject([
        { path: '/etc/apt/auth.conf.d/openstack-origin.conf', mode: 0o600, owner: 'root', group: 'root' },
        { path: `${list}/openstack-origin.list`, content: `${line}\n` },
      ])
      expect(revealed(files[0])).toBe(`machine ${bare} ${login}\n`)
      expect(JSON.stringify(files)).not.toContain('s3cr3t')
    }
  })

  test.each(['https://mirror.example/ubuntu?token=s3cr3t', 'deb https://mirror.example/ubuntu?token=s3cr3t jammy main'])(
    'only root can read what may hold a token: %s',
    (origin) => {
      const parsed = parseOrigin(origin, jammy)
      const files = 'problem' in parsed ? [] : steps(parsed.steps).filter((step) => step.kind === 'file')
      expect(files).toMatchObject([{ path: `${list}/openstack-origin.list`, mode: 0o600 }])
    },
  )

  test.each(['https://u:s3cr3t s3cr3t@mirror.example/ubuntu', 'deb https://u:s3cr3t\ts3cr3t@mirror.example'])(
    'a line that is refused is told without its login: %j',
    (origin) => expect(JSON.stringify(parseOrigin(origin, jammy))).not.toContain('s3cr3t'),
  )

  test('the file of a login goes with the archive', () => {
    expect(read('distro', jammy)).toMatchObject({ removed: expect.arrayContaining(['/etc/apt/auth.conf.d/openstack-origin.conf']) })
  })

  test.each(['https://u:a%20b@mirror.example/ubuntu', 'https://u:%zz@mirror.example/', 'https://@mirror.example/', 'https://u:p@'])(
    'a login that apt could not read is refused: %s',
    (origin) => expect(read(origin, jammy)).toEqual({ problem: expect.stringContaining('the login in the URL') }),
  )

  test.each([
    'deb ',
    'deb http://mirror.example/ubuntu',
    'deb mirror.example jammy main',
    'deb http://mirror.example/ubuntu jammy',
    'http://a b c',
  ])('%j is no archive', (origin) => expect(read(origin, jammy)).toEqual({ problem: expect.stringContaining('is no line of an archive') }))

  test('a personal archive is added once', () => {
    const parsed = parseOrigin('ppa:team/zed', jammy)
    const found = 'problem' in parsed ? undefined : steps(parsed.steps).find((step) => step.kind === 'command')
    expect(found).toMatchObject({
      argv: ['/usr/bin/add-apt-repository', '--yes', 'ppa:team/zed'],
      proxied: true,
      unless: expect.arrayContaining(['team/zed']),
    })
  })

  test('proposed packages come from the host for the architecture', () => {
    expect(read('proposed', jammy)).toMatchObject({
      files: [[`${list}/proposed.list`, expect.stringContaining('jammy-proposed main universe')]],
    })
    expect(read('proposed', { ...jammy, architecture: 'arm64' })).toMatchObject({
      files: [[`${list}/proposed.list`, expect.stringContaining('/ubuntu-ports jammy-proposed')]],
    })
    expect(read('proposed', { ...jammy, architecture: 'riscv64' })).toEqual({ problem: 'Arch riscv64 not supported for proposed' })
  })

  test('two bars are no key, but a source that nobody knows', () => {
    expect(read('distro|a|b', jammy)).toEqual({ problem: "Unknown source: 'distro|a|b'" })
  })
})

describe('a key', () => {
  const armour = '-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n-----END PGP PUBLIC KEY BLOCK-----'

  test('in armour is written as it is', () => {
    expect(read(`deb http://mirror.example/ubuntu x main|${armour}`, jammy)).toMatchObject({
      files: [['/etc/apt/trusted.gpg.d/openstack-origin.asc', `${armour}\n`], expect.anything()],
    })
  })

  test('by its id is fetched', () => {
    expect(read('distro|391a9aa2147192839e9db0315edb1b62ec4926ea', jammy)).toMatchObject({
      downloads: [
        [
          '/etc/apt/trusted.gpg.d/391A9AA2147192839E9DB0315EDB1B62EC4926EA.asc',
          expect.stringMatching(/^https:.*&exact=on&search=0x391A9AA2147192839E9DB0315EDB1B62EC4926EA$/),
        ],
      ],
      commands: [],
    })
  })

  test.each([
    ['xyz', "'xyz' is neither a GPG key nor the id of one"],
    ['--half', 'ASCII armor markers missing from GPG key'],
  ])('%s is refused', (key, problem) => {
    expect(read(`distro|${key}`, jammy)).toEqual({ problem })
  })
})

test('a value that is no origin is refused in a time that grows with its length, and no faster', () => {
  const begun = process.cpuUsage()
  for (const text of ['deb '.padEnd(19_999, '/'), 'deb '.padEnd(1e6, '/')]) expect(parseOrigin(text, jammy)).toHaveProperty('problem')
  expect(process.cpuUsage(begun).user).toBeLessThan(1e6)
  expect(parseOrigin('x'.repeat(20_001), jammy)).toEqual({ problem: 'the value is longer than 20000 characters' })
})
