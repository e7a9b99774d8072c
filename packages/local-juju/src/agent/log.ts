import { tagOf } from '../model/tags.ts'
import type { AgentParts } from './parts.ts'

/** The loggers of Juju's agent. */
export const UNITER = 'juju.worker.uniter'
export const OPERATION: string = `${UNITER}.operation`

/** Writes a line of a unit's agent into the model's log. */
export function logUnit(
  { parts, unit }: { readonly parts: Pick<AgentParts, 'journal'>; readonly unit: string },
  level: string,
  message: string,
  module: string = OPERATION,
): void {
  parts.journal.log({ entity: tagOf(unit), level, module, message })
}
