import type { HelpTexts } from './text.ts'

/** Help of the commands about machines. */
export const machines: HelpTexts = {
  'add-machine': {
    details: `Boots a machine with nothing on it, for units that are then placed with --to. A machine is a systemd container with a disk, an address
and a process tree of its own.`,
    examples: ['add-machine', 'add-machine -n 3'],
  },
  machines: {
    details: 'Shows the machines of the model with their addresses and states.',
    examples: ['machines', 'machines --format json'],
  },
  'remove-machine': {
    details:
      'Destroys a machine with its disk. One that units are on is refused, unless --force is given: then they go with it, without their hooks.',
    examples: ['remove-machine 2', 'remove-machine 2 3 --no-prompt', 'remove-machine 2 --force --no-prompt'],
  },
  scp: {
    details: `Copies files or folders, from this host to a machine or back. The machine is named by a unit, an application's leader or its number,
with a colon and a path. Folders are copied whole; openssh's letters such as -r may be given.`,
    examples: ['scp ./web.conf web/0:/etc/web/', 'scp web/leader:/var/log/web.log .', 'scp -- -r ./site 0:/srv'],
  },
  'show-machine': {
    details: 'Shows state, addresses and network interfaces of machines.',
    examples: ['show-machine 0', 'show-machine 0 1 --format json'],
  },
  ssh: {
    details: `Runs a command on the machine of a unit, an application's leader or a number, and ends with its exit status; without a command it is a
login shell. The user is ubuntu where there is one, else root. There is no ssh daemon and there are no keys: the controller does it.`,
    examples: ['ssh web/0', 'ssh web/leader systemctl status web', 'ssh root@0 journalctl --no-pager'],
  },
}
