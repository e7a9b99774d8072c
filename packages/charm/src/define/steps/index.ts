/**
 * Steps: what should be so, as data. A charm returns steps; the runtime compares each with the machine and with Juju, and does only the
 * difference. The real host and the host in memory carry out the same list, and `--plan` prints what it would change.
 */

export * from './commands.ts'
export { type Fault, faultsOf, holdsSecretMark, markText } from './faults/index.ts'
export * from './files.ts'
export { steps } from './flatten.ts'
export * from './juju.ts'
export * from './packages.ts'
export { firstPlace, placed, placeOf } from './place.ts'
export * from './restarts.ts'
export * from './secrets.ts'
export * from './services.ts'
export * from './step.ts'
