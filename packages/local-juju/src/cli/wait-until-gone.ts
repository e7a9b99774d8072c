// The end of a model, with what is left of it.
import type { ModelSummary } from '../controller/api/requests.ts'
import { listModels } from './client.ts'
import type { Context } from './command.ts'

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits until the model is gone, with a dot for each look. */
export const waitUntilGone = async (context: Context, name: string): Promise<void> => {
  const find = async (): Promise<ModelSummary | undefined> => (await listModels(context.io)).find((model) => model.name === name)
  const parts = (model: ModelSummary): string => {
    const counts = [`${model.machines} machine(s)`, `${model.applications} application(s)`]
    return counts.filter((count) => !count.startsWith('0 ')).join(', ')
  }
  let shown: string | undefined
  for (let model = await find(); model; model = await find()) {
    const text = parts(model)
    context.io.stderr.write(
      text === shown ? '.' : `${shown === undefined ? '' : '\n'}Waiting for model to be removed${text === '' ? '' : `, ${text}`}...`,
    )
    shown = text
    await pause(500)
  }
  context.io.stderr.write(`${shown === undefined ? '' : '\n'}Model destroyed.\n`)
}
