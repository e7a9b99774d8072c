import { isUtf8 } from 'node:buffer'

/** Gives a stream's text as Juju puts it into results: nothing when empty, LF, a newline at the end; base64 when it is not UTF-8. */
export function textResult(name: 'stdout' | 'stderr', output: Buffer): { [key: string]: string } {
  if (output.length === 0) return {}
  if (!isUtf8(output)) return { [name]: output.toString('base64'), [`${name}-encoding`]: 'base64' }
  const text = output.toString().replaceAll('\r\n', '\n')
  return { [name]: text.endsWith('\n') ? text : `${text}\n` }
}
