import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { usageError } from '../errors.ts'
import { isMachineId, isUnitOrLeader } from '../names.ts'
import { loginOf, runOn, runOnTerminal } from '../stream.ts'

/** Options of openssh that take a value; they may stand between the target and the command and mean nothing here. */
const withValue = new Set('BbcDEeFIiJLlmOopQRSWw')

/** Drops openssh's options from the front of the words. */
const withoutOptions = (words: readonly string[]): readonly string[] => {
  let at = 0
  while (at < words.length) {
    const word = words[at] ?? ''
    if (word === '--') return words.slice(at + 1)
    if (!word.startsWith('-')) break
    at += word.length === 2 && withValue.has(word.charAt(1)) ? 2 : 1
  }
  return words.slice(at)
}

/** A login shell; on a terminal within one of the machine's own, which `script` of util-linux makes. */
const shell = (terminal: boolean): string[] =>
  terminal ? ['script', '--quiet', '--flush', '--return', '--command', '/bin/bash --login', '/dev/null'] : ['/bin/bash', '--login']

/** Runs a command, or a shell, as the user that is named, else as `ubuntu` or root. */
export const command: Command = {
  usage: 'ssh [options] <[user@]target> [openssh options] [command]',
  summary: 'Opens a shell on a machine, or runs a command there.',
  details: `Runs a command on the machine of a unit, an application's leader or a number, and ends with its exit status; without a command it is a
login shell. The user is ubuntu where there is one, else root. There is no ssh daemon and there are no keys: the controller does it.`,
  examples: ['ssh web/0', 'ssh web/leader systemctl status web', 'ssh root@0 journalctl --no-pager'],
  declare: (flags) => {
    const model = modelFlag(flags)
    flags.stopAtFirstWord()
    flags.bool(['no-host-key-checks'], 'Do not check the host key; there are none here')
    flags.bool(['proxy'], 'Go through the controller, as is always done here')
    flags.ignored(['pty'], 'bool', 'a terminal is used when standard input is one')
    flags.ignored(['container'], 'text', 'machines have no containers')
    return ([word, ...rest]) => {
      if (word === undefined) throw usageError('no target name specified')
      const [, typed, target = ''] = /^(?:([^@]+)@)?(.+)$/.exec(word) ?? []
      if (!isMachineId(target) && !isUnitOrLeader(target))
        throw usageError(`${JSON.stringify(target)} is not a valid target: name a unit or a machine`)
      const command = withoutOptions(rest)
      return async (context) => {
        const client = await openModel(context, model)
        const { io } = context
        const dropped = rest.slice(0, rest.length - command.length).filter((option) => option !== '--')
        if (dropped.length > 0) context.notice(`options of openssh have no effect here: ${dropped.join(' ')}`)
        const user = await loginOf(client, target, typed)
        if (command.length > 0) return await runOn(client, { target, user, argv: ['/bin/sh', '-c', command.join(' ')] }, io)
        return await (io.stdin.isTTY ? runOnTerminal : runOn)(client, { target, user, argv: shell(io.stdin.isTTY === true) }, io)
      }
    }
  },
}
