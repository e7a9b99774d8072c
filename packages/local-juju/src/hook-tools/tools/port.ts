import { ToolError } from '../error.ts'
import { bool, text } from '../flags.ts'
import { quote } from '../go/quote.ts'
import { trimSpace } from '../key-values.ts'
import { compareRanges, type Range, showRange } from '../port-ledger.ts'
import { checkEmpty, defineTool, deprecatedFormat, outputFlags, print, type Tool } from '../tool.ts'
import { strings } from '../value.ts'

const LARGEST = 65_535

const parsePort = (word: string): number => {
  const problem = !/^[-+]?[0-9]+$/u.test(word) ? 'invalid syntax' : Number.isSafeInteger(Number(word)) ? '' : 'value out of range'
  if (problem !== '') throw new ToolError(`invalid port ${quote(word)}: strconv.Atoi: parsing ${quote(word)}: ${problem}`)
  return Number(word)
}

const parseRange = (word: string): Range => {
  const slash = word.indexOf('/')
  const [ports, protocol] = slash === -1 ? [word, 'tcp'] : [word.slice(0, slash), word.slice(slash + 1)]
  // Whatever protocol follows, icmp is one of its own.
  if (ports === 'icmp') return { protocol: 'icmp', from: -1, to: -1 }
  const [first = '', last = first, ...more] = ports.split('-')
  if (more.length > 0) throw new ToolError(`invalid port range ${quote(ports)}`)
  const range = { protocol, from: parsePort(first), to: parsePort(last) }
  if (protocol === 'icmp') throw new ToolError(`protocol "icmp" doesn't support any ports; got "${range.from}"`)
  if (protocol !== 'tcp' && protocol !== 'udp') throw new ToolError(`invalid protocol ${quote(protocol)}, expected "tcp", "udp", or "icmp"`)
  if (range.from > range.to) throw new ToolError(`invalid port range ${showRange(range)}`)
  if (range.from < 0 || range.to > LARGEST) {
    throw new ToolError(`port range bounds must be between 0 and ${LARGEST}, got ${range.from}-${range.to}`)
  }
  return range
}

const portTool = (verb: 'open' | 'close') =>
  defineTool(
    '<port>[/<protocol>] or <from>-<to>[/<protocol>] or icmp',
    () => ({ endpoints: text('endpoints'), format: text('format') }),
    ({ hook, flags, args }) => {
      const [word, ...surplus] = args
      if (word === undefined) throw new ToolError('no port or range specified')
      const range = parseRange(word.toLowerCase())
      checkEmpty(surplus)
      const endpoints = flags.endpoints.split(',').map(trimSpace)
      return () => {
        if (hook.world.modelType === 'caas' && range.from !== range.to) {
          throw new ToolError('port ranges are not supported for k8s applications, please specify a single port')
        }
        for (const endpoint of endpoints) hook.ports[verb](range, endpoint)
        return deprecatedFormat(`${verb}-port`, flags.format)
      }
    },
  )

/** Opens a range of ports when the hook succeeds. */
export const openPort: Tool = portTool('open')
/** Closes a range of ports when the hook succeeds. */
export const closePort: Tool = portTool('close')

/** Lists the open ports, with what this hook changes. */
export const openedPorts: Tool = defineTool(
  '',
  () => ({ endpoints: bool('endpoints'), ...outputFlags() }),
  (input) => {
    checkEmpty(input.args)
    return () => {
      const endpoints = new Map<string, { readonly range: Range; readonly names: Set<string> }>()
      for (const { range, endpoint } of input.hook.ports.current()) {
        const known = endpoints.get(showRange(range)) ?? { range, names: new Set() }
        known.names.add(endpoint)
        endpoints.set(showRange(range), known)
      }
      const sorted = [...endpoints].sort(([, a], [, b]) => compareRanges(a.range, b.range))
      const shown = sorted.map(([range, { names }]) => {
        if (!input.flags.endpoints) return range
        return `${range} (${names.has('') ? '*' : [...names].sort().join(', ')})`
      })
      return print(input, strings(shown))
    }
  },
)
