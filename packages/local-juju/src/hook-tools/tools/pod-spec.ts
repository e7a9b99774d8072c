/** Tools of pod spec charms, up to 3.6. The specifications are taken as they are: Juju checks their fields. */
import { ToolError } from '../error.ts'
import { text } from '../flags.ts'
import { checkEmpty, defineTool, noFlags, type Tool } from '../tool.ts'

const setTool = (what: string, kind: 'podSpec' | 'rawSpec') =>
  defineTool(
    '--file <spec file>',
    () => ({ file: text('file') }),
    (input) => {
      const { hook, flags, args } = input
      checkEmpty(args)
      return async () => {
        const path = flags.file
        const content = path === '' || path === '-' ? input.stdin() : await hook.world.files.read(input.path(path))
        if (content.length === 0) {
          throw new ToolError(`no ${what} specified: pipe ${what} to command, or specify a file with --file`)
        }
        if (!hook.isLeader()) throw new ToolError('this unit is not the leader')
        hook.setSpec(kind, Buffer.from(content).toString())
        return undefined
      }
    },
  )

/** Sets the pod specification when the hook succeeds. */
export const k8sSpecSet: Tool = setTool('k8s spec', 'podSpec')
/** Sets the raw pod specification when the hook succeeds. */
export const k8sRawSet: Tool = setTool('k8s raw spec', 'rawSpec')

const getTool = (kind: 'k8s-spec' | 'k8s-raw') =>
  defineTool('', noFlags, ({ hook, args }) => {
    checkEmpty(args)
    return () => ({ stdout: hook.world.podSpec?.get(kind) ?? '' })
  })

/** Reads the pod specification. */
export const k8sSpecGet: Tool = getTool('k8s-spec')
/** Reads the raw pod specification. */
export const k8sRawGet: Tool = getTool('k8s-raw')
