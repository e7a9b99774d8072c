/** What a step is called in messages: as its author wrote it. */
import type { Step } from '../step.ts'
import { quoted } from './found.ts'

const call = (name: string, argument: unknown): string => `${name}(${typeof argument === 'string' ? quoted(argument) : ''})`

const services = { running: 'service', held: 'heldService', kept: 'keptService', watched: 'watchedService' } as const

/** Gives the call that makes such a step, with the argument that tells it from others. */
export function nameOf(step: Step): string {
  switch (step.kind) {
    case 'file':
    case 'directory':
    case 'absent':
      return call(step.kind, step.path)
    case 'download':
    case 'command':
    case 'probe':
    case 'fact':
      return call(step.kind, step.name)
    case 'service':
      return call(services[step.state] ?? 'service', step.name)
    case 'shared-secret':
      return call('sharedSecret', step.name)
    case 'own-secret':
      return `ownSecret(${quoted(String(step.label))}, …)`
    case 'absent-secret':
      return call('absentSecret', step.label)
    case 'remember':
      return call('keep', step.name)
    case 'databag':
      return `relation ${step.relationId}`
    case 'services-run':
      return 'servicesRun()'
    case 'hold-restarts':
      return 'holdRestarts()'
    case 'drained':
      return call('drained', step.service)
    default:
      return `${step.kind}()`
  }
}
