import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { type ModelClient, modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { isMachineId, isUnitOrLeader } from '../names.ts'
import { loginOf, runOn } from '../stream.ts'

interface Place {
  readonly target: string
  /** As typed. */
  readonly user: string | undefined
  readonly path: string
}

/** Reads `[user@]target:path`; nothing if the word is a local path. */
const remotePlace = (word: string): Place | undefined => {
  const [, user, target = '', path = ''] = /^(?:([^@:/]+)@)?([^:]+):(.*)$/s.exec(word) ?? []
  return isMachineId(target) || isUnitOrLeader(target) ? { user, target, path: path === '' ? '.' : path } : undefined
}

const collect = (stream: PassThrough): Promise<string> =>
  new Promise((done) => {
    let text = ''
    stream.on('data', (chunk) => {
      text += String(chunk)
    })
    stream.on('end', () => done(text))
  })

const failed = (status: number, text: string): CliError => new CliError(`exit status ${status} (${text.trim().split('\n').at(-1) ?? ''})`)

const download = async (client: ModelClient, from: Place, to: string): Promise<void> => {
  const intoFolder = existsSync(to) && statSync(to).isDirectory()
  const folder = intoFolder ? to : dirname(to)
  mkdirSync(folder, { recursive: true })
  const staging = mkdtempSync(join(folder, '.juju-scp-'))
  try {
    const tar = spawn('tar', ['-x', '-f', '-', '-C', staging, '--no-same-owner'], { stdio: ['pipe', 'ignore', 'inherit'] })
    const ended = new Promise<number>((done) => tar.on('close', (code) => done(code ?? 1)))
    const errors = new PassThrough()
    const text = collect(errors)
    const argv = ['tar', '-c', '-h', '-f', '-', '-C', dirname(from.path), basename(from.path)]
    const status = await runOn(
      client,
      { target: from.target, user: await loginOf(client, from.target, from.user), argv },
      { stdin: Readable.from([]), stdout: tar.stdin, stderr: errors },
    )
    tar.stdin.end()
    errors.end()
    if (status !== 0)
      throw failed(1, `scp: ${from.path}: ${(await text).includes('No such file') ? 'No such file or directory' : await text}`)
    if ((await ended) !== 0) throw failed(1, `scp: cannot write ${to}`)
    renameSync(join(staging, basename(from.path)), intoFolder ? join(to, basename(from.path)) : to)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

/** On the machine: unpacks into a staging folder, then puts what came where it belongs, into a folder if there is one. */
const receive = 'set -e; d=$(mktemp -d); tar -x -f - -C "$d"; cp -R "$d/$1" "$2"; rm -rf "$d"'

const upload = async (client: ModelClient, from: string, to: Place): Promise<void> => {
  if (!existsSync(from)) throw failed(255, `scp: stat local "${from}": No such file or directory`)
  const tar = spawn('tar', ['-c', '-h', '-f', '-', '-C', dirname(from), basename(from)], { stdio: ['ignore', 'pipe', 'inherit'] })
  // Read from the start: Node throws away what a child has written when it ends before anybody listens.
  const content = tar.stdout.pipe(new PassThrough())
  const errors = new PassThrough()
  const text = collect(errors)
  const argv = ['/bin/sh', '-c', receive, 'sh', basename(from), to.path]
  const status = await runOn(
    client,
    { target: to.target, user: await loginOf(client, to.target, to.user), argv },
    { stdin: content, stdout: new PassThrough().resume(), stderr: errors },
  )
  errors.end()
  if (status !== 0) throw failed(1, await text)
}

/** Copies files between this host and a machine. */
export const command: Command = {
  usage: 'scp [options] <source> <destination>',
  summary: 'Copies files to and from machines.',
  details: `Copies files or folders, from this host to a machine or back. The machine is named by a unit, an application's leader or its number,
with a colon and a path. Folders are copied whole; openssh's letters such as -r may be given.`,
  examples: ['scp ./web.conf web/0:/etc/web/', 'scp web/leader:/var/log/web.log .', 'scp -- -r ./site 0:/srv'],
  declare: (flags) => {
    const model = modelFlag(flags)
    flags.stopAtFirstWord()
    flags.bool(['no-host-key-checks'], 'Do not check the host key; there are none here')
    flags.bool(['proxy'], 'Go through the controller, as is always done here')
    flags.ignored(['container'], 'text', 'machines have no containers')
    return (words) => {
      const places = words.filter((word) => !/^-[rpqvC346]+$/.test(word))
      const to = places.at(-1)
      const sources = places.slice(0, -1)
      if (to === undefined || sources.length === 0) throw usageError('at least two arguments required')
      return async (context) => {
        const client = await openModel(context, model)
        const destination = remotePlace(to)
        for (const from of sources) {
          const source = remotePlace(from)
          if (source && destination) throw new CliError('local-juju does not copy from machine to machine')
          if (source) await download(client, source, resolve(context.io.cwd, to))
          else if (destination) await upload(client, resolve(context.io.cwd, from), destination)
          else throw new CliError('neither of the places is on a machine')
        }
      }
    }
  },
}
