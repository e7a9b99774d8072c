// A registry on loopback with the packages of a folder of tarballs, and nothing else: npm asks it for our scope alone.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

const hash = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding)

const readManifest = (tarball) => {
  const { status, stdout, stderr } = spawnSync('tar', ['-xOzf', tarball, 'package/package.json'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${tarball} has no package.json: ${stderr}`)
  return JSON.parse(stdout)
}

/** Serves the tarballs until `close` is called. */
export async function serve(folder) {
  const tarballs = new Map()
  const manifests = new Map()
  for (const file of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, file))
    const manifest = readManifest(join(folder, file))
    tarballs.set(`/${file}`, bytes)
    manifests.set(`/${manifest.name}`, { file, manifest, bytes })
  }
  const document = ({ file, manifest, bytes }) => {
    const { name, version } = manifest
    const dist = {
      tarball: `${address()}${file}`,
      integrity: `sha512-${hash('sha512', bytes, 'base64')}`,
      shasum: hash('sha1', bytes, 'hex'),
    }
    return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } }
  }
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '')
    const manifest = manifests.get(path)
    // The next run has other packages of the same versions, and perhaps the same port.
    response.setHeader('cache-control', 'no-store')
    if (manifest !== undefined) response.end(JSON.stringify(document(manifest)))
    else if (tarballs.has(path)) response.end(tarballs.get(path))
    else response.writeHead(404).end()
  })
  const address = () => `http://127.0.0.1:${server.address().port}/`
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const packages = [...manifests.values()].map(({ manifest }) => manifest)
  return { address: address(), names: packages.map(({ name }) => name), manifests: packages, close: () => server.close() }
}
