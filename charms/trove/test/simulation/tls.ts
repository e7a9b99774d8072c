/** Trove with certificates of the operator's, which come and go, and a keystone that registers what the units ask for. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config, Invariant, UnitView } from '@charm-layers/charm-testing'

/** The catalogue, as whoever was heard of last has asked for it. */
export interface Catalogue {
  urls: string
}

const settings = `
[ca]
default_ca = one
[one]
new_certs_dir = .
database = index
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[authority]
basicConstraints = critical,CA:TRUE
[server]
basicConstraints = CA:FALSE
subjectAltName = ${Array.from({ length: 99 }, (_, at) => `IP:10.20.0.${at + 1}`).join(',')}
`

/** Makes an authority and a certificate that are valid at the time of the models, which is not that of the machine. */
function makeCertificate(): Readonly<Record<'certificate' | 'key' | 'authority', string>> {
  const folder = mkdtempSync(join(tmpdir(), 'simulate-'))
  const openssl = (...args: readonly string[]): Buffer =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
  const request = (name: string): void =>
    void openssl(
      'req',
      '-new',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      `/CN=${name}`,
    )
  const sign = (name: string, ...by: readonly string[]): void =>
    void openssl(
      'ca',
      '-batch',
      '-config',
      'settings',
      '-notext',
      '-startdate',
      '20250101000000Z',
      '-enddate',
      '20350101000000Z',
      '-in',
      `${name}.csr`,
      '-out',
      `${name}.pem`,
      '-extensions',
      name,
      ...by,
    )
  try {
    writeFileSync(join(folder, 'settings'), settings)
    writeFileSync(join(folder, 'index'), '')
    request('authority')
    sign('authority', '-selfsign', '-keyfile', 'authority.key')
    request('server')
    sign('server', '-cert', 'authority.pem', '-keyfile', 'authority.key')
    const text = (name: string): string => readFileSync(join(folder, name)).toString('base64')
    return { certificate: text('server.pem'), key: text('server.key'), authority: text('authority.pem') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Gives what the operator sets: TLS, and none. */
export function tlsChanges(): readonly Config[] {
  const { certificate, key, authority } = makeCertificate()
  return [
    { ssl_cert: certificate, ssl_key: key, ssl_ca: authority },
    { ssl_cert: '', ssl_key: '', ssl_ca: '' },
  ]
}

/** Tells whether the command looks into the catalogue. */
export const looks = (argv: readonly string[]): boolean => argv.some((one) => one.includes('["catalog"]'))

const urlsOf = ({ databags }: UnitView): string => [...databags.values()].map(({ public_url = '' }) => public_url).join('')

/** Gives what HAProxy of a unit answers to clients; undefined while it has no file. */
function answersOf({ files }: UnitView): string | undefined {
  const text = files.get('/etc/haproxy/haproxy.cfg')?.content
  if (text === undefined) return undefined
  if (text.includes('frontend trove-api_8779_both')) return 'http https'
  return text.includes('bind *:8779 ssl ') ? 'https' : 'http'
}

/** What the catalogue names is answered by every unit that has told that it serves. */
export const catalogueIsAnswered: Invariant<Catalogue> = {
  name: 'the catalogue is answered',
  check: (units, world, ran) => {
    const all = units.filter(({ application }) => application === 'trove')
    const last = all.find(({ name }) => name === ran)
    world.urls = (last && urlsOf(last)) || world.urls
    const scheme = world.urls.split(':')[0] ?? ''
    if (scheme === '') return undefined
    const silent = all.find((unit) => {
      const served = [...unit.databags.values()].some((bag) =>
        Object.keys(bag).some((key) => key.startsWith('unit-state-') && bag[key] === 'READY'),
      )
      return served && !(answersOf(unit) ?? '').split(' ').includes(scheme)
    })
    return silent && `the catalogue has ${scheme}, ${silent.name} answers ${answersOf(silent)}`
  },
}
