/** The login in the URL of a package archive. apt takes it from a file that only root can read, so that it stands in no file of archives. */

/** A URL without its login, and the line of apt's `auth.conf.d` that has the login. */
export interface ArchiveLogin {
  readonly url: string
  readonly auth: string
}

/** Reads a part of a login, in which any sign may be written as in URLs; undefined for what is written wrongly. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Takes the login out of a URL: all before the last `@` of its host, as apt does. Undefined when there is none. */
export function takeLogin(url: string): ArchiveLogin | { readonly problem: string } | undefined {
  const [, scheme = '', login, rest = ''] = url.match(/^([a-z][a-z0-9+.-]*:\/\/)([^/]*)@([^/@]*(?:\/.*)?)$/i) ?? []
  if (login === undefined) return undefined
  const colon = login.indexOf(':')
  const parts = colon < 0 ? [login] : [login.slice(0, colon), login.slice(colon + 1)]
  const [user, password] = parts.map(decoded)
  const given = parts.length === 1 ? [user] : [user, password]
  // apt reads words, with nothing to protect a sign; a word that begins with # begins a comment.
  if (given.some((one) => one === undefined || /[\s\p{Cc}]|^#/u.test(one)) || !user || rest === '')
    return { problem: 'the login in the URL is empty, or has a sign that apt cannot read in a login' }
  return { url: `${scheme}${rest}`, auth: `machine ${scheme}${rest} login ${user}${password ? ` password ${password}` : ''}\n` }
}
