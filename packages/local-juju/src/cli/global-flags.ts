// Flags that every command takes, and that may stand before its name.
import type { Flag, FlagSet } from './flags.ts'

/** Those of them that do something. */
export interface Globals {
  readonly help: Flag<boolean>
  readonly quiet: Flag<boolean>
  readonly verbose: Flag<boolean>
  readonly description: Flag<boolean>
}

/** Declares the flags of all commands. */
export const declareGlobals = (flags: FlagSet): Globals => {
  flags.ignored(['debug'], 'bool', "the client has no log; the controller's is controller.log in its data folder")
  flags.ignored(['show-log'], 'bool', 'the client has no log')
  flags.ignored(['log-file'], 'text', 'the client has no log')
  flags.ignored(['logging-config'], 'text', 'the client has no log; the model attribute of this name is about that of the model')
  return {
    help: flags.bool(['h', 'help'], 'Show the help of the command'),
    quiet: flags.bool(['q', 'quiet'], 'No notices on standard error'),
    verbose: flags.bool(['v', 'verbose'], 'More notices on standard error'),
    description: flags.bool(['description'], 'Print only what the command is for'),
  }
}
