/** Ends the controller of a data directory, and says what it leaves behind. */
import { call } from '@charm-layers/local-juju'

const [directory = ''] = process.argv.slice(2)
await call(directory, 'stop', { keepMachines: false }).catch(() => undefined)
for (let left = 100; left > 0; left -= 1) {
  const answers = await call(directory, 'ping', {}).then(
    () => true,
    () => false,
  )
  if (!answers) break
  await new Promise((resolve) => setTimeout(resolve, 100))
}
