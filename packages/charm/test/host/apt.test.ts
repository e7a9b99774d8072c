// How packages are installed while another program holds apt's locks, and while archives cannot be reached.
import { expect, test } from 'vitest'
import { install, parseUnreached } from '../../src/host/real/apt.ts'
import type { Outcome } from '../../src/ports.ts'

const well: Outcome = { code: 0, stdout: '', stderr: '' }
const badly = (stderr: string): Outcome => ({ code: 100, stdout: '', stderr })
const listLock =
  'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 812 (apt-get)\nE: Unable to lock directory /var/lib/apt/lists/\n'
const gone =
  'W: Failed to fetch http://user:pw@mirror.example.com/ubuntu/dists/jammy/InRelease  Could not connect to mirror.example.com:80\n'
const ignored = 'E: Some index files failed to download. They have been ignored, or old ones used instead.\n'

/** Installs in a world where each apt-get has the next of these outcomes, and gives the words of each as well. */
async function tried(outcomes: readonly Outcome[], lists: readonly string[] = []) {
  const ran: string[] = []
  let [time, next] = [0, 0]
  const outcome = await install(
    ['x'],
    async ({ argv }) => {
      ran.push(argv.filter((word) => /^(update|install|dpkg|--configure)$/.test(word)).join(' '))
      return outcomes[Math.min(next++, outcomes.length - 1)] ?? well
    },
    {
      pause: async (milliseconds) => {
        time += milliseconds
      },
      now: () => time,
      lists: () => lists,
    },
  )
  return { ...outcome, ran, time }
}

test('the lock of the package lists is waited for', async () => {
  const { code, ran, time } = await tried([badly(listLock), badly(listLock), well])
  expect([code, ran, time]).toEqual([0, ['update', 'update', 'update', 'install'], 4000])
})

test('it is waited for five minutes, and who holds it is told', async () => {
  const { code, stderr, time } = await tried([badly(listLock)])
  expect([code, time]).toEqual([100, 300_000])
  expect(stderr).toContain('held by process 812')
})

test('an archive that was never reached ends it: what was asked for may be there alone', async () => {
  const { code, stderr, ran } = await tried([badly(gone + ignored)])
  expect([code, ran]).toEqual([100, ['update']])
  expect(stderr).toMatch(/^http:\S+mirror.example.com\S+ cannot be reached: Could not connect to mirror.example.com:80$/)
})

test('an archive that is known from before holds nothing up', async () => {
  const lists = ['mirror.example.com_ubuntu_dists_jammy_InRelease']
  expect((await tried([badly(gone + ignored), well], lists)).code).toBe(0)
  const failed = await tried([badly(gone + ignored), badly('E: Unable to locate package x\n')], lists)
  expect(failed.stderr).toMatch(/^E: Unable to locate package x \(http:\S+ cannot be reached\)$/)
})

test('an update that fails for another reason is told as it is', async () => {
  const { stderr, ran } = await tried([badly('E: Malformed entry 1 in list file /etc/apt/sources.list (Suite)\n')])
  expect([stderr, ran]).toEqual(['E: Malformed entry 1 in list file /etc/apt/sources.list (Suite)\n', ['update']])
})

test('an interrupted installation is finished first', async () => {
  const interrupted = badly("E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem.\n")
  expect((await tried([well, interrupted, well, well])).ran).toEqual(['update', 'install', 'dpkg --configure', 'install'])
})

test('finds what could not be fetched among what apt prints', () => {
  expect(parseUnreached(`Hit:1 http://a\n${gone}${ignored}`)).toEqual([
    ['http://user:pw@mirror.example.com/ubuntu/dists/jammy/InRelease', 'Could not connect to mirror.example.com:80'],
  ])
  expect(parseUnreached('')).toEqual([])
})
