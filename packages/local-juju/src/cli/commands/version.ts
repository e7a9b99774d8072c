import { arch } from 'node:os'
import { jujuVersion } from '../client.ts'
import type { Command } from '../command.ts'
import { noMoreWords } from '../errors.ts'

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: 'i386', arm: 'armhf', ppc64: 'ppc64el' }

/** Prints the version of Juju whose command line this is. */
export const command: Command = {
  usage: 'version [options]',
  summary: 'Prints the release of Juju that this stands in for.',
  details: 'The release is the one of Juju whose behaviour is followed, with the system and processor of this host.',
  examples: ['version', 'version --all --format json'],
  declare: (flags) => {
    const all = flags.bool(['all'], 'Show the commit and the build too')
    const format = flags.format(['smart', 'json', 'yaml'], 'smart')
    return (words) => {
      noMoreWords(words)
      const text = `${jujuVersion}-genericlinux-${architectures[arch()] ?? arch()}`
      return async (context) => {
        const data = all.value ? { version: text, compiler: 'local-juju', official: false } : text
        context.write(format, () => data)
      }
    }
  },
}
