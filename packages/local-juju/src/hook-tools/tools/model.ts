import { isAbsolute } from 'node:path'
import { annotate, ToolError, textOf } from '../error.ts'
import { checkEmpty, defineTool, noFlags, outputFlags, print, type Tool } from '../tool.ts'
import { type Fields, map, strings, struct, type Value } from '../value.ts'
import type { CloudSpec, GoalStates } from '../world.ts'

const showStates = (states: GoalStates): Value =>
  map(
    Object.fromEntries(
      Object.entries(states).map(([name, { status, since }]) => {
        const time = new Date(since === '' ? 0 : since).toISOString()
        return [
          name,
          struct([
            ['status', status],
            ['since', `${time.slice(0, 10)} ${time.slice(11, 19)}Z`],
          ]),
        ]
      }),
    ),
  )

/** Tells which units and relations there will be. */
export const goalState: Tool = defineTool(
  '',
  () => outputFlags(['yaml', 'json']),
  (input) => {
    checkEmpty(input.args)
    return () => {
      const { units, relations } = input.hook.world.goalState()
      const shown = Object.fromEntries(Object.entries(relations).map(([endpoint, states]) => [endpoint, showStates(states)]))
      return print(
        input,
        struct([
          ['units', showStates(units)],
          ['relations', map(shown)],
        ]),
      )
    }
  },
)

/** YAML uses the names of Go's fields and leaves nothing out. */
const showCloudSpec = (spec: CloudSpec): Value => {
  const text = (name: keyof CloudSpec, value: string | undefined): Fields => (value ? [[name, value]] : [])
  const { credential, cacertificates = [] } = spec
  const attributes = map(credential?.attrs ?? {})
  return {
    kind: 'struct',
    yaml: [
      ['type', spec.type],
      ['name', spec.name],
      ['region', spec.region ?? ''],
      ['endpoint', spec.endpoint ?? ''],
      ['identityendpoint', spec['identity-endpoint'] ?? ''],
      ['storageendpoint', spec['storage-endpoint'] ?? ''],
      [
        'credential',
        credential === undefined
          ? null
          : struct([
              ['authtype', credential['auth-type']],
              ['attributes', attributes],
              ['redacted', strings(credential.redacted ?? [])],
            ]),
      ],
      ['cacertificates', strings(cacertificates)],
      ['skiptlsverify', spec['skip-tls-verify'] ?? false],
      ['iscontrollercloud', spec['is-controller-cloud'] ?? false],
    ],
    json: [
      ['type', spec.type],
      ['name', spec.name],
      ...text('region', spec.region),
      ...text('endpoint', spec.endpoint),
      ...text('identity-endpoint', spec['identity-endpoint']),
      ...text('storage-endpoint', spec['storage-endpoint']),
      ...(credential === undefined
        ? []
        : ([
            [
              'credential',
              struct([
                ['auth-type', credential['auth-type']],
                ...(credential.attrs === undefined ? [] : [['attrs', attributes] as const]),
                ...(credential.redacted === undefined ? [] : [['redacted', strings(credential.redacted)] as const]),
              ]),
            ],
          ] as const)),
      ...(cacertificates.length === 0 ? [] : ([['cacertificates', strings(cacertificates)]] as const)),
      ...(spec['skip-tls-verify'] === true ? ([['skip-tls-verify', true]] as const) : []),
      ...(spec['is-controller-cloud'] === true ? ([['is-controller-cloud', true]] as const) : []),
    ],
  }
}

/** Reads the cloud's credential. */
export const credentialGet: Tool = defineTool(
  '',
  () => outputFlags(),
  (input) => {
    checkEmpty(input.args)
    return () => {
      const { world } = input.hook
      const prefix = `cannot access cloud credentials${world.modelType === 'caas' ? ': getting model credentials' : ''}`
      return print(
        input,
        annotate(prefix, () => showCloudSpec(world.cloudSpec())),
      )
    }
  },
)

/** Brings a resource and tells its path. */
export const resourceGet: Tool = defineTool('<resource name>', noFlags, ({ hook, args }) => {
  const [name, ...surplus] = args
  if (name === undefined || name === '') throw new ToolError('missing required resource name')
  checkEmpty(surplus)
  return async () => {
    try {
      const path = await hook.world.resource(name)
      if (!isAbsolute(path)) throw new ToolError('empty resource path not valid')
      // Juju prints the path without a newline.
      return { stdout: path }
    } catch (error) {
      const text = textOf(error)
      throw text === undefined ? error : new ToolError(`could not download resource: ${text}`)
    }
  }
})
