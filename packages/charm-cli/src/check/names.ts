const charmName = /^[a-z][a-z0-9]*(-[a-z0-9]*[a-z][a-z0-9]*)*$/
const endpointName = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$/

/** Says what is wrong with a charm's name; Juju applies the rule when it makes the charm's URL. */
export const charmNameFault = (name: string): string | undefined =>
  charmName.test(name)
    ? undefined
    : `name "${name}" not valid: small letters, digits and dashes; a letter first, and one in each part between dashes`

/** Says what is wrong with an endpoint's name. */
export const endpointNameFault = (name: string): string | undefined =>
  endpointName.test(name) ? undefined : `endpoint name "${name}" not valid`
