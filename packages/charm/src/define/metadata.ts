/** What a definition says to those who look for a charm, and to the Juju that should run it. */

/** Pages about the charm; each one address, or several. */
export interface Links {
  readonly docs?: string
  readonly issues?: string | readonly string[]
  readonly source?: string | readonly string[]
  readonly website?: string | readonly string[]
}

/** What the charm needs of Juju, such as `juju >= 3.1`, or a choice of such needs. */
export type Assumption = string | { readonly anyOf: readonly Assumption[] } | { readonly allOf: readonly Assumption[] }

/** An architecture of machines, by Juju's name. */
export type Architecture = 'amd64' | 'arm64' | 'ppc64el' | 's390x' | 'riscv64'

/** What a definition may say about the charm that changes nothing in what it does. */
export interface Described {
  readonly name: string
  readonly summary: string
  readonly description?: string
  /** The charm's name for people. */
  readonly title?: string
  /** Such as `Ada <ada@example.com>`. */
  readonly maintainers?: readonly string[]
  readonly links?: Links
  readonly tags?: readonly string[]
  /** Terms that an operator has to agree to, such as `owner/name/1`. */
  readonly terms?: readonly string[]
  readonly assumes?: readonly Assumption[]
  /** Bases that the charm is made for, such as `ubuntu@24.04`. */
  readonly bases?: readonly string[]
  /** Architectures that the charm can be packed for; all that the runtime is made for, when left out. */
  readonly architectures?: readonly Architecture[]
  /** Files and folders of the charm's folder to pack as they are. `identity.charmDir` says where they are on the machine. */
  readonly files?: readonly string[]
  /** Network bindings in addition to those that every endpoint has. */
  readonly extraBindings?: readonly string[]
}
