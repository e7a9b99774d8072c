// Packs a charm on Python's ops, as charmcraft would lay it out: its files, and its requirements from PyPI in venv/.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

function must(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args[1] ?? ''} failed: ${error?.message ?? stderr.trim().split('\n').at(-1) ?? ''}`)
}

/** Tells why Python charms cannot be packed here, or undefined when they can. */
export function whyNoPython(): string | undefined {
  const { status } = spawnSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' })
  return status === 0 ? undefined : 'python3 with pip is not installed (Debian: apt-get install python3-pip)'
}

/** Packs the charm in a directory; `extra` files are put over it. Wheels are for the machines' Python 3.11. */
export function packPythonCharm(directory: string, out: string, extra: Readonly<Record<string, string>> = {}): string {
  const work = mkdtempSync(join(tmpdir(), 'python-charm-'))
  try {
    cpSync(directory, work, { recursive: true })
    for (const [name, from] of Object.entries(extra)) cpSync(from, join(work, name), { recursive: true })
    const wheels = [
      '--only-binary=:all:',
      '--python-version=3.11',
      '--implementation=cp',
      '--platform=manylinux2014_x86_64',
      '--platform=any',
    ]
    must(
      'python3',
      [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--no-compile',
        '--root-user-action=ignore',
        '--target=venv',
        ...wheels,
        '--requirement=requirements.txt',
      ],
      work,
    )
    rmSync(join(work, 'venv', 'bin'), { recursive: true, force: true })
    mkdirSync(dirname(out), { recursive: true })
    // Python's own zip tool keeps the modes; it takes directories.
    must('python3', ['-m', 'zipfile', '-c', `${out}.new`, ...readdirSync(work)], work)
    renameSync(`${out}.new`, out)
    if (statSync(out).size === 0) throw new Error(`${out} is empty`)
    return out
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
