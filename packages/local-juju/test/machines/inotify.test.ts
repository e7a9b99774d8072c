import { watch } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { skipFor } from '../../../../tools/skip.ts'
import { countInotify, inotifyShortage } from '../../src/machines/inotify.ts'

const reason = process.platform === 'linux' && process.getuid?.() === 0 ? undefined : 'only root sees what other processes hold'

test('a machine that boots without inotify instances is told how many there are', skipFor(reason), () => {
  const watcher = watch(tmpdir())
  expect(countInotify()).toBeGreaterThan(0)
  watcher.close()
  expect(inotifyShortage('systemd[1]: Failed to allocate manager object: Too many open files')).toMatch(
    /^\. This host gives root \d+ inotify instances, \d+ of them are taken, and a machine needs some six: /,
  )
  expect(inotifyShortage('Welcome to Debian GNU/Linux 12 (bookworm)!')).toBe('')
})
