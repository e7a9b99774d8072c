/** What machines are, whatever base a charm is for. */
export interface HostKind {
  readonly base: string
  readonly arch: string
}

/** The base that machines run. */
export const MACHINE_BASE = 'debian@12'

/** What the machines of this host are. */
export const HOST: HostKind = { base: MACHINE_BASE, arch: process.arch === 'arm64' ? 'arm64' : 'amd64' }
