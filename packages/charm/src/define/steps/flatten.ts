/** Makes one list of steps of what a charm has returned. */
import { CharmError } from '../../errors.ts'
import { found } from './faults/found.ts'
import { nameOf } from './faults/name.ts'
import { isKind } from './faults/rules.ts'
import { placeOf } from './place.ts'
import type { Desired, Step } from './step.ts'

const isStep = (value: unknown): value is Step =>
  typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string' && isKind(value.kind)

/** Says where in the list a wrong item stands: what makes it cannot be known, but the step before it can. */
const after = (before: Step | undefined): string => {
  if (!before) return ''
  const place = placeOf(before)
  return `, after ${nameOf(before)}${place === undefined ? '' : ` (${place})`}`
}

function refuse(value: unknown, index: readonly number[], before: Step | undefined): never {
  const where =
    index.length === 0 ? 'the charm returns' : `item ${index.map((at) => at + 1).join('.')} of the list that the charm returns is`
  if (value instanceof Promise) {
    // Its own failure is of no interest any more.
    value.catch(() => undefined)
    throw new CharmError('E_STEP', `${where} a Promise where steps should be${after(before)}`, {
      hint: 'desired is synchronous: leave out async and await, and ask the machine by a probe',
    })
  }
  throw new CharmError('E_STEP', `${where} ${found(value)} where a step should be${after(before)}`, {
    hint: 'return steps, such as file(…) and service(…), or lists of steps',
  })
}

/**
 * Flattens nested lists into one list of steps, in order. Whatever is false stands for no step: an option may be empty.
 * @throws CharmError for anything else that is no step; it says which item that is.
 */
export function steps(desired: Desired): Step[] {
  const list: Step[] = []
  // Where the present item stands in each of the nested lists.
  const index: number[] = []
  const add = (value: unknown): void => {
    if (!value) return
    if (Array.isArray(value))
      for (let at = 0; at < value.length; at += 1) {
        index.push(at)
        add(value[at])
        index.pop()
      }
    else if (isStep(value)) list.push(value)
    else refuse(value, index, list.at(-1))
  }
  add(desired)
  return list
}
