/** The bases that a charm can be made for, as far as a charm's function is told before it runs on one. */
import { CharmError } from '@charm-layers/charm'

const codenames: Readonly<Record<string, string>> = {
  'ubuntu@20.04': 'focal',
  'ubuntu@22.04': 'jammy',
  'ubuntu@24.04': 'noble',
  'ubuntu@26.04': 'resolute',
  'debian@11': 'bullseye',
  'debian@12': 'bookworm',
  'debian@13': 'trixie',
}

/** A base, with what a charm's function knows of a machine of it. The code name is empty for a base that is in no table. */
interface BaseMachine {
  readonly base: string
  readonly distribution: string
  readonly codename: string
}

/** Gives the machine of a base such as `ubuntu@24.04`. @throws CharmError for what is no base. */
export const machineOf = (base: string | undefined): BaseMachine => {
  if (base === undefined || !/^[a-z]+@[0-9a-z.]+$/.test(base)) {
    throw new CharmError('E_BASE', base === undefined ? 'the charm names no base' : `"${base}" is no base`, {
      hint: 'say --base ubuntu@24.04, or bases: ["ubuntu@24.04"] in the definition',
    })
  }
  return { base, distribution: base.split('@')[0] ?? '', codename: codenames[base] ?? '' }
}
