/** Pieces of URLs. */

/** Writes a host as a URL has it: an IPv6 address in brackets. */
export const urlHost = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host)

/** Encodes a user name, a password or a part of a path for a URL. Half a surrogate pair, which would throw, becomes U+FFFD. */
export const urlText = (text: string): string => encodeURIComponent(text.toWellFormed())
