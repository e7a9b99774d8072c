/** Users and groups of the real machine, from /etc/passwd and /etc/group. */
import { readFileSync } from 'node:fs'
import { MachineFault } from '../host.ts'

/** Users or groups: their numbers by name, and their names by number. */
interface Known {
  readonly numbers: ReadonlyMap<string, number>
  readonly names: ReadonlyMap<number, string>
}

/** Reads a file of which each line begins with name:password:number. Without the file only root is known. */
function knownIn(path: string): Known {
  const [numbers, names] = [new Map([['root', 0]]), new Map([[0, 'root']])]
  let text = ''
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    // What needs a name that is not known says so.
  }
  for (const line of text.split('\n')) {
    const parts = line.split(':', 3)
    const [name, number] = [parts[0] ?? '', Number(parts[2])]
    if (name === '') continue
    if (!numbers.has(name)) numbers.set(name, number)
    if (!names.has(number)) names.set(number, name)
  }
  return { numbers, names }
}

/** The owner and the group of a file, by name. */
export interface Owners {
  readonly owner: string
  readonly group: string
}

/** The users and groups of a machine. */
export interface KnownOwners {
  /**
   * Gives the numbers of an owner and a group; `target` is what is to belong to them.
   * @throws MachineFault for a name that the machine does not know.
   */
  readonly numbersOf: (target: string, owners: Owners) => readonly [uid: number, gid: number]
  /** Gives the names of a user and a group; a number that has none is its own name. */
  readonly namesOf: (numbers: { readonly uid: number; readonly gid: number }) => Owners
}

/** Makes functions that turn names of users and groups into numbers, and numbers into names. */
export function realOwners(passwd = '/etc/passwd', groups = '/etc/group'): KnownOwners {
  // Packages make users while a hook runs, so a name that is not cached is looked up in the file again.
  const cache = new Map<string, Known>()
  const lookUp = <T>(path: string, look: (known: Known) => T | undefined): T | undefined => {
    const cached = cache.get(path)
    const found = cached && look(cached)
    if (found !== undefined) return found
    const fresh = knownIn(path)
    cache.set(path, fresh)
    return look(fresh)
  }
  const number = (path: string, name: string, target: string): number => {
    const found = lookUp(path, ({ numbers }) => numbers.get(name))
    if (found !== undefined) return found
    throw new MachineFault(`${target} is to belong to '${name}', which is not in ${path}`)
  }
  const nameOf = (path: string, one: number): string => lookUp(path, ({ names }) => names.get(one)) ?? String(one)
  return {
    numbersOf: (target, { owner, group }) => [number(passwd, owner, target), number(groups, group, target)],
    namesOf: ({ uid, gid }) => ({ owner: nameOf(passwd, uid), group: nameOf(groups, gid) }),
  }
}
