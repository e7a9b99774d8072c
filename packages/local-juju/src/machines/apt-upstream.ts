/** Fetches from the archives on behalf of the package cache: follows redirections, and goes through the host's own proxy if it has one. */
import { Agent, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps, Agent as SecureAgent } from 'node:https'

/** Asks an archive for a file; `headers` may make the request conditional. */
export type Fetch = (url: URL, headers: Readonly<Record<string, string>>) => Promise<IncomingMessage>

const idleMs = 30_000
const most = { keepAlive: true, maxSockets: 16 }

/**
 * Makes the function that fetches from the archives.
 *
 * Machines ask by http, as they cannot see through a cache otherwise; `secureHosts` are those that the host asks by https.
 */
export const fetchFrom = (options: { readonly proxy?: string; readonly secureHosts?: ReadonlySet<string> }): Fetch => {
  const agent = new Agent(most)
  const secureAgent = new SecureAgent(most)

  const once = (url: URL, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const isSecure = url.protocol === 'https:'
      const sent = { ...headers, host: url.host, 'user-agent': 'local-juju' }
      const proxy = isSecure || options.proxy === undefined ? undefined : new URL(options.proxy)
      const request = isSecure
        ? requestHttps(url, { agent: secureAgent, headers: sent })
        : requestHttp(proxy ?? url, { agent, headers: sent, ...(proxy ? { path: url.href } : {}) })
      request.setTimeout(idleMs, () => request.destroy(new Error(`${url.host} was silent for ${idleMs / 1000} s`)))
      request.once('response', resolve)
      request.once('error', reject)
      request.end()
    })

  return async (asked, headers) => {
    let url = new URL(asked)
    if (options.secureHosts?.has(url.host)) url.protocol = 'https:'
    for (let hops = 0; hops < 5; hops++) {
      const response = await once(url, headers)
      const location = response.headers.location
      const isRedirection = [301, 302, 303, 307, 308].includes(response.statusCode ?? 0)
      if (!isRedirection || location === undefined) return response
      response.resume()
      url = new URL(location, url)
    }
    throw new Error(`${asked.href} redirects in circles`)
  }
}
