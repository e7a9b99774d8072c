/** The versions of our own packages that a new charm starts with: those that this version of the command was published with. */
import { readFile } from 'node:fs/promises'

type Dependencies = Readonly<Record<string, string>>

interface Manifest {
  readonly name: string
  readonly version: string
  readonly dependencies: Dependencies
  readonly devDependencies: Dependencies
}

// In the repository a range says `workspace:^`; publishing writes the version there, but only in a package's own manifest.
const isOpen = (range: string): boolean => range.startsWith('workspace:')

/** Gives the package.json of a new charm with the versions filled in. */
export const withVersions = async (text: string): Promise<string> => {
  const own: Manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  const known: Dependencies = { ...own.devDependencies, ...own.dependencies }
  const version = (name: string, range: string): string => {
    if (!isOpen(range)) return range
    // A charm that is created inside the repository belongs to its workspace.
    if (name === own.name) return Object.values(known).some(isOpen) ? range : `^${own.version}`
    const found = known[name]
    if (found === undefined) throw new Error(`${own.name} does not say which version of ${name} goes with it`)
    return found
  }
  const filled = (of: Dependencies): Dependencies =>
    Object.fromEntries(Object.entries(of).map(([name, range]) => [name, version(name, range)]))
  const manifest: Manifest = JSON.parse(text)
  const { dependencies, devDependencies } = manifest
  return `${JSON.stringify({ ...manifest, dependencies: filled(dependencies), devDependencies: filled(devDependencies) }, undefined, 2)}\n`
}
