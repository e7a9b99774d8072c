import type { StorageDirective } from '../../model/storage-directive.ts'
import { isStorageId } from '../../names.ts'
import type { Flag, FlagSet } from '../flags.ts'
import { directiveFor } from './directives.ts'

/** Declares `--storage`: a directive such as `data=tmpfs,1G`. */
export const storageFlag = (flags: FlagSet): Flag<readonly (readonly [string, StorageDirective])[]> =>
  flags.list<readonly [string, StorageDirective]>(
    ['storage'],
    'Pool, size and number of a storage that the charm names, as name=pool,size,number; may be given several times',
    (text, before) => {
      const [, application, name, directive] = /^(?:([^=:]+):)?([^=]+)=(.+)$/.exec(text) ?? []
      if (name === undefined || directive === undefined) throw new Error('expected [<application>:]<store>=<directive>')
      if (application !== undefined) throw new Error('only a bundle has several applications, and names their storage itself')
      if (before.some(([other]) => other === name)) throw new Error(`storage ${JSON.stringify(name)} specified more than once`)
      return [[name, directiveFor(name, directive)]]
    },
  )

/** Declares `--attach-storage`: ids of storages that no unit has. */
export const attachStorageFlag = (flags: FlagSet): Flag<readonly string[]> =>
  flags.list(['attach-storage'], 'Storages that no unit has, for the unit, such as data/0', (text) =>
    text.split(',').map((id) => {
      if (!isStorageId(id)) throw new Error(`storage ID ${JSON.stringify(id)} not valid`)
      return id
    }),
  )
