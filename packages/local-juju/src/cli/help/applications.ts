import type { HelpTexts } from './text.ts'

/** Help of the commands about applications and their units. */
export const applications: HelpTexts = {
  'add-unit': {
    details: 'Each new unit gets a machine of its own, unless --to names one that is there. Numbers of units are never used again.',
    examples: ['add-unit web', 'add-unit web -n 2', 'add-unit web -n 2 --to 0,1'],
  },
  config: {
    details: `With a name alone, all options are shown with their defaults and where their values come from; with one option, its bare value.
Values are set as key=value, or key=@file for the content of a file. All changes of a call are made, or none if one is refused.
The charm then runs config-changed on every unit.`,
    examples: [
      'config web',
      'config web port',
      'config web port=8080 title="Hello there"',
      'config web --reset port,title',
      'config web --file web.yaml',
    ],
  },
  constraints: {
    details: 'Constraints are kept with the application and change nothing: machines have what this host has.',
    examples: ['constraints web', 'constraints -m other web'],
  },
  deploy: {
    details: `Takes a packed charm (./web.charm) or a bundle (./bundle.yaml); there is no charm store, so the path has to begin with . or /.
Units get machines of their own, which run debian@12 whatever base the charm is for: the base only decides which charms may be deployed.
A bundle is checked whole before anything is changed. Applications of it that are there already keep their charm; options, units,
relations and exposure are brought in line. What of it has no effect here is named.`,
    examples: [
      'deploy ./web.charm',
      'deploy ./web.charm shop -n 2 --config port=8080',
      'deploy ./web.charm --to 0 --resource logo=./logo.png',
      'deploy ./bundle.yaml --overlay ./more.yaml --dry-run',
    ],
  },
  expose: {
    details: 'The mark is kept and shown in the status. It opens nothing: the ports of machines can be reached from this host anyway.',
    examples: ['expose web', 'expose -m other web'],
  },
  integrate: {
    details: `Endpoints may be left out where only one pair fits: the same interface, one side providing and the other requiring it.
If several pairs fit, the error lists them. Both sides run their relation hooks.`,
    examples: ['integrate web database', 'integrate web:db database:db'],
  },
  refresh: {
    details: `The file has to hold a charm of the same name, which still has the endpoints that are related. Options that it no longer has are
dropped. Units run upgrade-charm, then config-changed; those in error wait, unless --force-units is given.`,
    examples: [
      'refresh web --path ./web.charm',
      'refresh web --path ./web.charm --config port=8080',
      'refresh web --path ./web.charm --force-units',
    ],
  },
  'remove-application': {
    details: `The units run their hooks to the end (stop, remove) before they go; --force takes them away at once. A machine goes with its last unit.
What would be removed is shown and asked for, unless --no-prompt is given.`,
    examples: [
      'remove-application web',
      'remove-application web database --no-prompt',
      'remove-application web --force --no-prompt',
      'remove-application web --dry-run',
    ],
  },
  'remove-relation': {
    details:
      'The relation is named by its two sides, or by the number that a hook tool such as relation-ids shows. Both sides run departed and broken hooks.',
    examples: ['remove-relation web database', 'remove-relation web:db database:db', 'remove-relation 3 --force'],
  },
  'remove-unit': {
    details: 'The unit runs its hooks to the end before it goes; --force takes it away at once. A machine goes with its last unit.',
    examples: ['remove-unit web/1', 'remove-unit web/1 web/2 --no-prompt', 'remove-unit web/1 --force --no-prompt'],
  },
  resolved: {
    details: `A unit is in error when one of its hooks failed. The hook is run again; with --no-retry the unit goes on as if it had succeeded.
Failed hooks are also run again by themselves, after 5 seconds and then ever more slowly, unless automatically-retry-hooks is false.`,
    examples: ['resolved web/0', 'resolved web/0 web/1 --no-retry', 'resolved --all'],
  },
  'set-constraints': {
    details: 'Replaces all constraints of the application. They are kept and shown and change nothing here.',
    examples: ['set-constraints web mem=4G cores=2', 'set-constraints web'],
  },
  trust: {
    details: 'The mark lets the charm ask for cloud credentials. It is kept and shown; there is no cloud here to give any.',
    examples: ['trust web', 'trust web --remove'],
  },
  unexpose: {
    details: 'Takes the mark of expose away.',
    examples: ['unexpose web', 'unexpose -m other web'],
  },
}
