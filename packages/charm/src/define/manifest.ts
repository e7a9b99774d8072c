/** The YAML files of a charm. They are made from its definition, so that the two cannot disagree. */
import type { Charm } from './charm.ts'
import type { Storage } from './storage.ts'

/** The contents of the four files as plain data, by file name. */
export type CharmFiles = Readonly<
  Record<'metadata.yaml' | 'config.yaml' | 'actions.yaml' | 'manifest.yaml', Readonly<Record<string, unknown>>>
>

type Endpoint = { readonly interface: string; readonly scope?: 'container' }
const endpoint = (side: { readonly interface: string }, scope?: 'container'): Endpoint => ({
  interface: side.interface,
  ...(scope && { scope }),
})
/** Gives the metadata of one storage. */
const storageEntry = ({ readOnly, minimumSize, multiple, ...one }: Storage): Record<string, unknown> =>
  present({
    ...one,
    'read-only': readOnly,
    'minimum-size': minimumSize,
    multiple: multiple === undefined ? undefined : { range: multiple },
  })

const entries = <T, E>(of: Readonly<Record<string, T>> | undefined, entry: (one: T) => E): Record<string, E> | undefined =>
  of && Object.keys(of).length > 0 ? Object.fromEntries(Object.entries(of).map(([name, one]) => [name, entry(one)])) : undefined

const present = (entries: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined))

/** Makes the files for one base, such as `ubuntu@24.04`, and for architectures by Juju's names, such as `amd64`. */
export function charmFiles(charm: Charm, { base, architectures }: { base: string; architectures: readonly string[] }): CharmFiles {
  const [name = '', channel = ''] = base.split('@')
  return {
    'metadata.yaml': present({
      name: charm.name,
      summary: charm.summary,
      description: charm.description ?? charm.summary,
      provides: entries(charm.provides, (one) => endpoint(one.provides, one.scope)),
      requires: entries(charm.requires, (one) => endpoint(one.requires, one.scope)),
      peers: entries(charm.peers, (one) => endpoint(one.peers)),
      storage: entries(charm.storage, storageEntry),
      'extra-bindings':
        charm.extraBindings && charm.extraBindings.length > 0
          ? Object.fromEntries(charm.extraBindings.map((one) => [one, null]))
          : undefined,
    }),
    'config.yaml': { options: charm.config ?? {} },
    'actions.yaml': Object.fromEntries(
      Object.entries(charm.actions ?? {}).map(([action, { description, params = {} }]) => [
        action,
        { description, params, additionalProperties: false },
      ]),
    ),
    'manifest.yaml': { bases: [{ name, channel, architectures }] },
  }
}
