import type { Context } from '../command.ts'
import { messageOf } from '../errors.ts'

/** Does one thing after the other; what fails is told without `ERROR`, as Juju does for storage, and the others go on. */
export const each = async <Item>(
  context: Context,
  items: readonly Item[],
  { run, failure }: { readonly run: (item: Item) => Promise<void>; readonly failure: (item: Item) => string },
): Promise<number> => {
  let failed = 0
  for (const item of items) {
    try {
      await run(item)
    } catch (error) {
      failed = 1
      context.io.stderr.write(`${failure(item)}: ${messageOf(error)}\n`)
    }
  }
  return failed
}
