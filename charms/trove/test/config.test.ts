import { blocked, type Result, run } from '@charm-layers/charm-testing'
import { describe, expect, test } from 'vitest'
import { charm, deployed, machine, type Series, settle, text } from './trove.ts'

/** What keystone was told. */
const registered = ({ relations }: Result) => relations.find(({ endpoint }) => endpoint === 'identity-service')?.localUnitData

const conf = '/etc/trove/trove.conf'
const configured = async (config: Readonly<Record<string, string | number | boolean>>, series: Series = 'noble') =>
  text(await deployed(series, { config }), conf)

describe('an option', () => {
  test.each([
    [
      { region: 'A\nB' },
      "option 'region' holds a line break or another control character, which cannot be written into a configuration file",
    ],
    [{ 'config-flags': 'no pairs' }, "option 'config-flags' is not of the form key=value, key=value"],
    [{ 'config-flags': 'mysql.=x' }, "option 'config-flags' is not of the form key=value, key=value"],
    [{ 'guest-config-flags': '.docker_image=x' }, "option 'guest-config-flags' is not of the form key=value, key=value"],
    [{ 'worker-multiplier': -1 }, "option 'worker-multiplier' is -1, it has to be 0 or more"],
    [{ 'os-public-network': '10.0.0.0' }, "option 'os-public-network' is not a network such as 10.5.0.0/16"],
    [{ 'os-admin-network': '192.0.2.0/24' }, "option 'os-admin-network': no address of this unit is in 192.0.2.0/24"],
    [
      { 'os-public-hostname': 'http://x y/' },
      "option 'os-public-hostname' is neither a host name, such as {service_name}.example.com, nor an address",
    ],
    [{ 'openstack-origin': 'jammy-oops' }, "openstack-origin: Unknown source: 'jammy-oops'"],
  ])('that is wrong blocks the unit by its name: %j', async (config, message) => {
    const before = await deployed('noble')
    const out = await run(charm, 'config-changed', { ...before, config })
    expect(out.status).toEqual(blocked(message))
    expect(text(out, conf)).toBe(text(before, conf))
    expect(registered(out)).toEqual(registered(before))
    expect((await run(charm, 'config-changed', { ...out, config: {} })).status.name).toBe('active')
  })

  test('changes the file and restarts the services that read it, once', async () => {
    const out = await run(charm, 'config-changed', { ...(await deployed()), config: { debug: true } })
    expect(text(out, conf)).toContain('\ndebug = true\n')
    expect(out.restarted).toEqual(['trove-api', 'trove-taskmanager', 'trove-conductor'])
    expect((await run(charm, 'update-status', out)).changes).toEqual([])
  })

  test('that is not set is not written', async () => {
    const written = await configured({})
    for (const name of ['nova_keypair', 'management_networks', 'max_instances_per_tenant']) expect(written).not.toContain(name)
  })

  test('of zero is written', async () => {
    expect(await configured({ 'max-backups-per-tenant': 0 })).toContain('\nmax_backups_per_tenant = 0\n')
  })

  test('chooses workers: two a processor up to four, or what the factor says', async () => {
    expect(await configured({})).toContain('\ntrove_api_workers = 4\n')
    expect(await configured({ 'worker-multiplier': 0.25 })).toContain('\ntrove_api_workers = 1\n')
  })

  test('config-flags adds to [DEFAULT]', async () => {
    const written = await configured({ 'config-flags': 'usage_timeout=3600, notes=a,b' })
    expect(written.slice(0, written.indexOf('[database]'))).toMatch(/\nusage_timeout = 3600\nnotes = a,b\n/)
  })

  test('config-flags and guest-config-flags add to sections, each in its own file', async () => {
    const config = {
      'config-flags': 'network.enable_access_check=False, mysql.volume_support=False',
      'guest-config-flags': 'mysql.docker_image=r/m',
    }
    const out = await deployed('noble', { config })
    const guest = text(out, '/etc/trove/trove-guestagent.conf')
    expect(text(out, conf)).toMatch(/\[network\]\n(?:.+\n)*enable_access_check = False\n\n/)
    expect(text(out, conf)).toMatch(/\n\[mysql\]\nvolume_support = False\n$/)
    expect(guest).toMatch(/\n\[mysql\]\ndocker_image = r\/m\n$/)
    expect(guest).not.toContain('volume_support')
  })

  test('guest-config-flags says what the guests of a small cloud needed, lists too', async () => {
    const flags = 'state_change_wait_time=120, mariadb.ignore_dbs=mysql,information_schema,sys, mariadb.device_path=/dev/vda'
    const written = text(await deployed('bookworm', { config: { 'guest-config-flags': flags } }), '/etc/trove/trove-guestagent.conf')
    expect(written).toMatch(/\nstate_change_wait_time = 120\n\n/)
    expect(written).toMatch(/\n\[mariadb\]\nignore_dbs = mysql,information_schema,sys\ndevice_path = \/dev\/vda\n$/)
  })

  test('chooses the addresses of endpoints: a host name, or the address in a network', async () => {
    const config = { 'os-public-hostname': '{service_name}.example.com', 'os-internal-network': '10.7.0.0/16' }
    const out = await settle({
      ...machine('noble'),
      config,
      machine: { ...machine('noble').machine, addresses: ['10.0.0.10', '10.7.0.9'] },
    })
    // Endpoints are asked for only over a relation; the peers are told the addresses in any case.
    const cluster = out.relations.find(({ endpoint }) => endpoint === 'cluster')?.localUnitData
    expect(cluster).toMatchObject({ 'public-address': '10.0.0.10', 'internal-address': '10.7.0.9' })
  })
})

describe('on each series', () => {
  test.each([
    ['jammy', 'yoga', '17.0.0'],
    ['noble', 'caracal', '21.0.0'],
    ['bookworm', 'zed', '18.0.0'],
  ] as const)('%s runs %s, version %s', async (series, release, version) => {
    const out = await deployed(series)
    expect(out.version).toBe(version)
    expect(out.relations.find(({ endpoint }) => endpoint === 'cluster')?.localAppData?.['fact-schema']).toBe(
      `done ${release} shared-db:3 trove`,
    )
  })

  test.each(['jammy', 'noble', 'bookworm'] as const)('%s installs the Python 3 packages', async (series) => {
    const out = await run(charm, 'install', machine(series))
    const names = ['python3-trove', 'trove-common', 'trove-api', 'trove-taskmanager', 'trove-conductor', 'python3-pymysql', 'haproxy']
    expect(out.installed).toEqual(names)
  })

  test('options that came later are left out before', async () => {
    const config = { 'docker-bridge-network-ip': '172.30.0.1/16' }
    expect(await configured(config, 'jammy')).not.toMatch(/docker_bridge_network_ip|network_isolation/)
    expect(await configured(config, 'noble')).toMatch(/docker_bridge_network_ip = 172\.30\.0\.1\/16\n(.*\n)*network_isolation = true/)
  })

  test('the cloud archive is added on Ubuntu where the release comes from there', async () => {
    const out = await run(charm, 'install', { ...machine('jammy'), config: { 'openstack-origin': 'caracal' } })
    expect(text(out, '/etc/apt/sources.list.d/cloud-archive.list')).toMatch(/\/ubuntu jammy-updates\/caracal main\n$/)
    expect(out.installed[0]).toBe('ubuntu-cloud-keyring')
  })

  test('a key of many lines goes with the archive, and into no other file', async () => {
    const key = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINBGWl\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----'
    const origin = `deb http://mirror.example/ubuntu {series}-caracal main|${key}`
    const out = await deployed('noble', { config: { 'openstack-origin': origin } })
    expect(out.status.name).toBe('active')
    expect(text(out, '/etc/apt/trusted.gpg.d/openstack-origin.asc')).toBe(`${key}\n`)
    expect(Object.keys(out.files).filter((path) => text(out, path).includes('mQINBGWl'))).toHaveLength(1)
  })

  test('a key that cannot be fetched is named, and everything goes on when it can', async () => {
    const before = await deployed('noble')
    const out = await run(charm, 'config-changed', { ...before, config: { 'openstack-origin': 'distro|0x391a9aa2' } })
    expect(out.status.message).toMatch(/^Downloading the key 391A9AA2 failed: keyserver\.\S+ cannot be reached$/)
    expect(out.services?.['trove-api']?.active).toBe(true)
    const [host] = out.status.message.match(/keyserver\.\S+/) ?? []
    const key = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINBGWl\n-----END PGP PUBLIC KEY BLOCK-----\n'
    const urls = { [`https://${host}/pks/lookup?op=get&options=mr&exact=on&search=0x391A9AA2`]: key }
    const online = await run(charm, 'update-status', { ...out, urls })
    expect(text(online, '/etc/apt/trusted.gpg.d/391A9AA2.asc')).toBe(key)
    expect(online.status.name).toBe('active')
    expect((await run(charm, 'update-status', { ...online, urls: {} })).changes).toEqual([])
  })

  test.each(['deb http://mirror.example/ubuntu x main\ndeb http://other.example/ubuntu x main', 'distro\n|391A9AA2\n'])(
    'an archive of two lines is refused: %j',
    async (origin) => {
      const out = await run(charm, 'config-changed', { ...(await deployed('noble')), config: { 'openstack-origin': origin } })
      expect(out.status.message).toBe(
        "option 'openstack-origin' holds a line break or another control character, which cannot be written into a configuration file",
      )
    },
  )
})
