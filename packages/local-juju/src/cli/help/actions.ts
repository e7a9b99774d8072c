import type { HelpTexts } from './text.ts'

/** Help of the commands about actions and what came of them. */
export const actions: HelpTexts = {
  actions: {
    details: 'Lists the actions that the charm of an application has; with --schema also what parameters they take.',
    examples: ['actions web', 'actions web --schema --format json'],
  },
  'cancel-task': {
    details: 'A task that waits never runs; one that runs gets a signal to end. What has ended is told as a warning.',
    examples: ['cancel-task 7', 'cancel-task 7 8'],
  },
  exec: {
    details: `On units the command runs as root in a hook's context, so that hook tools such as relation-get and config-get work; on machines (--machine, --all) it
runs outside of any. One word is given to a shell as it is; several are quoted. Put -- before a command that has flags of its own.
Output is shown and kept with the task, and never goes into the log. If the command fails, the exit code here is 1.`,
    examples: ['exec -u web/0 -- config-get port', 'exec -a web -- "relation-ids db | wc -l"', 'exec --machine 0,1 --wait 1m -- uptime'],
  },
  operations: {
    details: 'An operation is one call of run or exec; it has one task for each unit. The newest come last.',
    examples: ['operations', 'operations --apps web --status running', 'operations --actions backup --limit 5 --format json'],
  },
  run: {
    details: `All units have to be of one application; web/leader stands for the leader. Parameters are YAML, so that 7 is a number and "7" a text;
a dot in a key makes a map. The charm's schema is checked before anything runs. 
The exit code is 1 if the action's program ended with another status than 0; an action that only calls action-fail leaves it 0.`,
    examples: [
      'run web/leader backup',
      'run web/0 web/1 echo text=hello --wait 5m',
      'run web/0 backup --params ./backup.yaml --background',
    ],
  },
  'show-action': {
    details: "Shows an action's description and its parameters with types and defaults.",
    examples: ['show-action web backup', 'show-action -m other web backup'],
  },
  'show-operation': {
    details: 'Shows an operation with all its tasks and their results. It may be waited for.',
    examples: ['show-operation 3', 'show-operation 3 --wait 1m --format json', 'show-operation 3 --watch'],
  },
  'show-task': {
    details: 'Shows the result of one task; while it runs, its messages come on standard error. It may be waited for.',
    examples: ['show-task 4', 'show-task 4 --wait 1m', 'show-task 4 --watch --format yaml'],
  },
}
