import { Refused } from '../../model/refused.ts'
import type { MachineSource } from './port.ts'

/** Refuses when this host cannot run machines, before the request has made anything. */
export async function checkMachines(source: MachineSource): Promise<void> {
  const why = await source.check()
  if (why !== null) throw new Refused(why)
}
