/** Packs the Python charm of this specification, for the bundle. */
import { join } from 'node:path'
import { packPythonCharm, whyNoPython } from '../../../tools/python-charm.ts'

const reason = whyNoPython()
if (reason !== undefined) throw new Error(reason)
packPythonCharm(join(import.meta.dirname, '..', 'charms', 'ops-client'), join(import.meta.dirname, 'charms', 'ops-client.charm'))
