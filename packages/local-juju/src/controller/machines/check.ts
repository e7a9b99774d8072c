import { Refused } from '../../model/refused.ts'
import type { MachineSource } from './port.ts'

/** Refuses where machines cannot be had: it is told before anything is made. */
export async function checkMachines(source: MachineSource): Promise<void> {
  const why = await source.check()
  if (why !== null) throw new Refused(why)
}
