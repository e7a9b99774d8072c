import type { HelpTexts } from './text.ts'

/** Help of the commands that show what is there. */
export const looking: HelpTexts = {
  'debug-log': {
    details: `Shows the last lines of the log of the model. On a terminal it goes on with new lines, elsewhere it ends; --tail and --no-tail say so.
The model attribute logging-config decides which lines are kept at all: by default INFO and above. Output of hooks is DEBUG (what they
print) and WARNING (what they write to standard error). Units are named as web/0, machines by their number; * stands for any text.`,
    examples: [
      'debug-log',
      'debug-log --replay --include web/0 --level WARNING',
      'debug-log --include-module unit.web/0.juju-log --limit 50 --utc',
    ],
  },
  'show-application': {
    details: 'Shows the charm, the base that was asked for, endpoints with their bindings, and whether the application is exposed.',
    examples: ['show-application web', 'show-application web database --format json'],
  },
  'show-status-log': {
    details: `Takes a unit, an application or the number of a machine. The newest line is the last one. For a unit both its own status and that
of its agent are shown, unless --type names one of them.`,
    examples: ['show-status-log web/0', 'show-status-log web/0 --type workload -n 50', 'show-status-log web --days 1'],
  },
  'show-unit': {
    details: `Shows the machine, ports and addresses of a unit, and the data of each of its relations: that of the application, that of the units on
the other side. The unit's own data is not shown in full, as with Juju: ask relation-get in juju exec.`,
    examples: ['show-unit web/0', 'show-unit web/0 --endpoint db --format json', 'show-unit web/0 --related-unit database/0'],
  },
  status: {
    details: `Shows applications, units and machines; with --relations relations too. Words after the command keep what belongs to them: names of
applications, units or machines, exactly as they are. In the table a star marks the leader.
Asked before there is a controller, it starts one and makes the model "default"; nothing else is set up before the first deploy.`,
    examples: ['status', 'status web database/0 --relations', 'status --format json', 'status --format short'],
  },
  'wait-for': {
    details: `Waits for an application, a unit, a machine or a model until a query holds, and says what it is waiting for. Without --query an
application has to be active, a unit active, a machine started, a model available. Queries compare properties with values (==, !=, <, >, <=, >=), join with && and ||,
and walk what belongs to the entity: forEach(units, unit => unit.workload-status=="active"). If the time is over the exit code is 1.`,
    examples: [
      'wait-for application web',
      `wait-for unit web/0 --query 'workload-message=="ready"' --timeout 2m`,
      `wait-for model default --query 'forEach(units, unit => unit.workload-status=="active")'`,
    ],
  },
}
