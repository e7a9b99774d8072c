/** Gets a text over HTTP. Few hooks need this file, so it is loaded only then, and imports no code of the charm's own. */
import { readFileSync } from 'node:fs'
import { type ClientRequest, Agent as HttpAgent, get as httpGet, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, get as httpsGet } from 'node:https'
import type { Outcome } from '../host.ts'
import type { Proxies } from '../proxies.ts'

interface Limits {
  readonly seconds?: number
  /** The path of the certificates of authorities that the machine trusts; without that file, those that come with Node count. */
  readonly authorities?: string
}

const longest = 4 << 20

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * Reads the whole body of a response.
 * @throws Error that says why there is none.
 */
async function bodyOf(response: IncomingMessage, host: string): Promise<string> {
  if (response.statusCode !== 200) throw new Error(`${host} answers ${response.statusCode} ${response.statusMessage}`)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    chunks.push(chunk)
    size += chunk.length
    if (size > longest) throw new Error(`${host} answers more than ${longest >> 20} MiB`)
  }
  return Buffer.concat(chunks).toString()
}

/** Adds `http://` to a proxy without a scheme, as other programs do. */
const withScheme = (proxies: Proxies): Proxies =>
  Object.fromEntries(
    Object.entries(proxies).map(([name, value]) => [name, name === 'no_proxy' || value.includes('://') ? value : `http://${value}`]),
  )

/** Gets the text at a URL, as an outcome like that of a program. It follows no redirections: they could lead away from TLS. */
export async function fetchText(
  url: string,
  proxies: Proxies = {},
  { seconds = 60, authorities = '/etc/ssl/certs/ca-certificates.crt' }: Limits = {},
): Promise<Outcome> {
  const { protocol, hostname } = new URL(url)
  const ca = protocol === 'https:' ? readIfThere(authorities) : undefined
  const [Agent, get] = protocol === 'https:' ? [HttpsAgent, httpsGet] : [HttpAgent, httpGet]
  let agent: HttpAgent | undefined
  let request: ClientRequest | undefined
  const timer = setTimeout(() => request?.destroy(new Error(`${hostname} does not answer within ${seconds} seconds`)), seconds * 1000)
  try {
    const options = { agent: new Agent({ proxyEnv: { ...withScheme(proxies) }, ...(ca === undefined ? {} : { ca }) }) }
    agent = options.agent
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request = get(url, options, resolve).once('error', reject)
    })
    return { code: 0, stdout: await bodyOf(response, hostname), stderr: '' }
  } catch (error) {
    return { code: 1, stdout: '', stderr: error instanceof Error ? error.message : String(error) }
  } finally {
    clearTimeout(timer)
    request?.destroy()
    agent?.destroy()
  }
}
