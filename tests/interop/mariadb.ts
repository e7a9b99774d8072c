/** MariaDB on a free port of this machine, with certificates or without. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { unpacked, withLibraries } from './debian.ts'

export interface MariaDb {
  readonly port: number
  stop(): void
}

/** Certificates of a server. Without any it offers no TLS. */
export interface ServerPair {
  readonly ca: string
  readonly certificate: string
  readonly key: string
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })

/** Starts a server with a schema `web`, and what the SQL says. It listens before this gives it. */
export async function startMariaDb(sql: string, pair?: ServerPair): Promise<MariaDb> {
  const root = unpacked('database')
  const folder = mkdtempSync(join(tmpdir(), 'mariadb-'))
  const at = (name: string): string => join(folder, name)
  const share = join(root, 'usr/share/mysql')
  mkdirSync(at('data'))
  const common = [
    '--no-defaults',
    `--user=${userInfo().username}`,
    `--datadir=${at('data')}`,
    `--lc-messages-dir=${share}`,
    `--character-sets-dir=${share}/charsets`,
    '--innodb-log-file-size=4M',
    '--innodb-flush-method=fsync',
  ]
  const run = { env: withLibraries(root) }
  const system = ['mysql_system_tables.sql', 'mysql_system_tables_data.sql'].map((name) => readFileSync(join(share, name), 'utf8'))
  const daemon = join(root, 'usr/sbin/mariadbd')
  const input = ['create database mysql;', 'use mysql;', ...system, 'create database web;', ''].join('\n')
  execFileSync(daemon, [...common, '--bootstrap'], { ...run, input, stdio: ['pipe', 'ignore', 'ignore'] })
  const port = await freePort()
  writeFileSync(at('init.sql'), sql)
  const tls = Object.entries(pair === undefined ? {} : { ca: pair.ca, cert: pair.certificate, key: pair.key }).map(([name, pem]) => {
    writeFileSync(at(`${name}.pem`), pem)
    return `--ssl-${name}=${at(`${name}.pem`)}`
  })
  const args = [...common, ...tls, `--port=${port}`, `--socket=${at('socket')}`, `--pid-file=${at('pid')}`, `--init-file=${at('init.sql')}`]
  const child: ChildProcess = spawn(daemon, args, { ...run, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (data: Buffer) => {
      said += data.toString()
      if (said.includes('ready for connections')) resolve()
    })
    child.once('exit', () => reject(new Error(`mariadbd has ended: ${said.slice(-2000)}`)))
  })
  return {
    port,
    stop: () => {
      child.removeAllListeners('exit')
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
