/** What the leader alone does: it shows pacemaker the resources, and takes nodes away that are no more. */
import { createHash } from 'node:crypto'
import { type CommandStep, command, fact } from '@charm-layers/charm'
import type { RequestBag } from '@charm-layers/interface-hacluster'
import type { Look } from './look.ts'
import type { Member } from './members.ts'
import { crmText, namesOf } from './pacemaker.ts'

/** What the commands depend on. */
export interface Wish {
  readonly asked: RequestBag | undefined
  readonly policy: string
  readonly members: readonly Member[]
  /** The digest of what was last shown to pacemaker. */
  readonly shown: string | undefined
}

/**
 * Gives the commands that make pacemaker's configuration as it should be. What is to be deleted goes first, without a stop before it:
 * pacemaker stops what is not configured any more, and the rest of a group goes on. What was shown and is still there is not shown again.
 */
export const configure = (look: Look, { asked, policy, members, shown }: Wish): readonly CommandStep[] => {
  const names = asked ? namesOf(asked) : []
  const surplus = (asked?.deleteResources ?? []).filter((name) => !names.includes(name) && look.ids.includes(name))
  const text = crmText(asked, policy)
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 32)
  const isShown = shown === digest && names.every((name) => look.ids.includes(name))
  return [
    ...surplus.map((name) => command(`delete ${name}`, ['crm', '-F', 'configure', 'delete', name])),
    ...(isShown
      ? []
      : [
          command('configure pacemaker', ['crm', '-F', 'configure', 'load', 'update', '-'], {
            stdin: text,
            records: fact('shown', digest),
          }),
        ]),
    ...look.offline
      .filter((name) => !members.some((member) => member.name === name))
      .map((name) => command(`forget ${name}`, ['crm_node', '--force', '--remove', name])),
  ]
}
