/** What Juju or charmcraft knows and a definition cannot say, each with the reason. The compiler and `defineCharm` refuse these by name. */

declare const neverMade: unique symbol

/** The type of a key that cannot be used: no value fits, and the compiler shows the reason. */
export interface NotSupported<Why extends string> {
  readonly 'not supported': Why
  readonly [neverMade]: never
}

/** Keys that are refused, with a reason for each. */
export type Refused<T extends Readonly<Record<string, string>>> = { readonly [K in keyof T]?: NotSupported<T[K]> }

/** Keys that a definition cannot have. */
export const notInDefinition = {
  containers: 'only charms for Kubernetes have this',
  devices: 'only charms for Kubernetes have this',
  deployment: 'only charms for Kubernetes have this',
  charmUser: 'only charms for Kubernetes have this',
  'charm-user': 'only charms for Kubernetes have this',
  payloads: 'Juju 4 has no payloads',
  lxdProfile: 'charms cannot change the profile of their LXD machine',
  'lxd-profile': 'charms cannot change the profile of their LXD machine',
  series: 'write bases',
  minJujuVersion: "write assumes: ['juju >= 3.1']",
  'min-juju-version': "write assumes: ['juju >= 3.1']",
  categories: 'write tags',
  'display-name': 'write title',
  'extra-bindings': 'write extraBindings',
  maintainer: 'write maintainers',
  docs: 'write links: { docs }',
  issues: 'write links: { issues }',
  source: 'write links: { source }',
  website: 'write links: { website }',
  options: 'write config',
  revision: 'Juju counts the revisions',
  format: 'Juju tells the format from the bases',
  type: 'charm-layers pack writes this',
  base: 'write bases',
  platforms: 'write bases and architectures',
  parts: 'write files',
  analysis: 'charm-layers pack writes this',
  'charmcraft-version': 'charm-layers pack writes this',
  'charmcraft-started-at': 'charm-layers pack writes this',
  'image-info': 'charm-layers pack writes this',
} as const

/** Keywords of JSON schema that a parameter of an action cannot have. */
export const notInParam = {
  additionalItems: 'every item of a list has the same form',
  patternProperties: 'write properties or additionalProperties',
  dependencies: 'check it in run',
  oneOf: 'check it in run',
  anyOf: 'check it in run',
  allOf: 'check it in run',
  not: 'check it in run',
  format: 'Juju does not check it: write pattern',
  const: 'Juju does not check it: write enum',
  if: 'Juju does not check it',
  definitions: 'use a constant of TypeScript',
  $ref: 'Juju refuses it: use a constant of TypeScript',
  $schema: 'Juju refuses it',
} as const

/** Keys that an action cannot have, beside those of `notInParam`. */
export const notInAction = {
  'execution-group': 'write executionGroup',
  required: 'write required: true in the parameter',
  properties: 'write params',
} as const
