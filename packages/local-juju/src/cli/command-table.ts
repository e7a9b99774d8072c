// The commands by name. Each is loaded when called: a script that asks for the status reads nothing of deploy.
import type { Command } from './command.ts'

/** A command's line in the help, and how to get it. */
export interface Entry {
  readonly words: string
  readonly summary: string
  readonly aliases?: readonly string[]
  readonly load: () => Promise<Command>
}

/** All commands. A name that Juju has and this does not is an unknown command here. */
export const commands: Readonly<Record<string, Entry>> = {
  actions: {
    words: '[options] <application>',
    summary: 'Lists what actions an application has.',
    aliases: ['list-actions'],
    load: async () => (await import('./commands/actions.ts')).actions,
  },
  'add-machine': {
    words: '[options]',
    summary: 'Boots machines for units to come.',
    load: async () => (await import('./commands/machines.ts')).addMachine,
  },
  'add-model': {
    words: '[options] <model name> [cloud|region]',
    summary: 'Makes a model.',
    load: async () => (await import('./commands/models.ts')).addModel,
  },
  'add-secret': {
    words: '[options] <name> [key[#base64|#file]=value...]',
    summary: 'Keeps a secret for charms to read.',
    load: async () => (await import('./commands/secrets.ts')).addSecret,
  },
  'add-unit': {
    words: '[options] <application name>',
    summary: 'Gives an application more units.',
    load: async () => (await import('./commands/units.ts')).addUnit,
  },
  'attach-resource': {
    words: '[options] application <resource name>=<resource>',
    summary: 'Gives an application a file for one of its resources.',
    load: async () => (await import('./commands/refresh.ts')).attachResource,
  },
  'cancel-task': {
    words: '[options] (<task-id>|<task-id-prefix>) [...]',
    summary: 'Stops tasks that wait or run.',
    load: async () => (await import('./commands/tasks.ts')).cancelTask,
  },
  config: {
    words: '[options] <application name> [--reset <key[,key]>] [<attribute-key>][=<value>] ...]',
    summary: 'Reads or changes the options of an application.',
    load: async () => (await import('./commands/config.ts')).config,
  },
  constraints: {
    words: '[options] <application>',
    summary: "Shows an application's constraints.",
    load: async () => (await import('./commands/constraints.ts')).constraints,
  },
  controllers: {
    words: '[options]',
    summary: 'Shows the controller.',
    aliases: ['list-controllers'],
    load: async () => (await import('./commands/controllers.ts')).controllers,
  },
  'debug-log': {
    words: '[options]',
    summary: "Shows a model's log.",
    load: async () => (await import('./commands/debug-log.ts')).debugLog,
  },
  deploy: {
    words: '[options] <charm or bundle> [<application name>]',
    summary: 'Deploys a packed charm, or a bundle of them.',
    load: async () => (await import('./commands/deploy.ts')).deploy,
  },
  'destroy-controller': {
    words: '[options] <controller name>',
    summary: 'Destroys a controller: removes the models if told to, and ends its process.',
    aliases: ['kill-controller'],
    load: async () => (await import('./commands/destroy-controller.ts')).destroyController,
  },
  'destroy-model': {
    words: '[options] [<controller name>:]<model name>',
    summary: 'Removes a model with all that is in it.',
    load: async () => (await import('./commands/models.ts')).destroyModel,
  },
  exec: {
    words: '[options] <commands>',
    summary: 'Runs a command on units or machines.',
    load: async () => (await import('./commands/exec.ts')).exec,
  },
  expose: {
    words: '[options] <application name>',
    summary: 'Marks an application as open to the world.',
    load: async () => (await import('./commands/expose.ts')).expose,
  },
  'grant-secret': {
    words: '[options] <ID>|<name> <application>[,<application>...]',
    summary: 'Lets applications read a secret.',
    load: async () => (await import('./commands/secrets.ts')).grantSecret,
  },
  integrate: {
    words: '[options] <application>[:<endpoint>] <application>[:<endpoint>]',
    summary: 'Relates two applications.',
    aliases: ['relate'],
    load: async () => (await import('./commands/relations.ts')).integrate,
  },
  machines: {
    words: '[options]',
    summary: 'Lists the machines.',
    aliases: ['list-machines'],
    load: async () => (await import('./commands/machines.ts')).machines,
  },
  'model-config': {
    words: '[options] [<model-key>[=<value>] ...]',
    summary: 'Reads or changes the attributes of a model.',
    load: async () => (await import('./commands/model-config.ts')).modelConfig,
  },
  models: {
    words: '[options]',
    summary: 'Lists the models.',
    aliases: ['list-models'],
    load: async () => (await import('./commands/models.ts')).models,
  },
  operations: {
    words: '[options]',
    summary: 'Lists what was run on units and machines.',
    aliases: ['list-operations'],
    load: async () => (await import('./commands/tasks.ts')).operations,
  },
  refresh: {
    words: '[options] <application>',
    summary: 'Gives an application a new version of its charm.',
    load: async () => (await import('./commands/refresh.ts')).refresh,
  },
  'remove-application': {
    words: '[options] <application> [<application>...]',
    summary: 'Removes applications with their units.',
    load: async () => (await import('./commands/remove.ts')).removeApplication,
  },
  'remove-machine': {
    words: '[options] <machine number> ...',
    summary: 'Removes machines.',
    load: async () => (await import('./commands/remove.ts')).removeMachine,
  },
  'remove-relation': {
    words: '[options] <application1>[:<endpoint1>] <application2>[:<endpoint2>] | <relation-id>',
    summary: 'Ends the relation of two applications.',
    load: async () => (await import('./commands/relations.ts')).removeRelation,
  },
  'remove-secret': {
    words: '[options] <ID>|<name>',
    summary: 'Removes a secret.',
    load: async () => (await import('./commands/secrets.ts')).removeSecret,
  },
  'remove-unit': {
    words: '[options] <unit> [...]',
    summary: 'Removes units.',
    load: async () => (await import('./commands/remove.ts')).removeUnit,
  },
  resolved: {
    words: '[options] [<unit> ...]',
    summary: 'Lets units in error go on.',
    aliases: ['resolve'],
    load: async () => (await import('./commands/resolved.ts')).resolved,
  },
  'revoke-secret': {
    words: '[options] <ID>|<name> <application>[,<application>...]',
    summary: 'No longer lets applications read a secret.',
    load: async () => (await import('./commands/secrets.ts')).revokeSecret,
  },
  resources: {
    words: '[options] <application or unit>',
    summary: 'Shows the files an application has for its resources.',
    aliases: ['list-resources'],
    load: async () => (await import('./commands/resources.ts')).resources,
  },
  run: {
    words: '[options] <unit> [<unit> ...] <action-name> [<key>=<value> [<key>[.<key> ...]=<value>]]',
    summary: 'Runs an action on units.',
    load: async () => (await import('./commands/run.ts')).run,
  },
  scp: {
    words: '[options] <source> <destination>',
    summary: 'Copies files to and from machines.',
    load: async () => (await import('./commands/scp.ts')).scp,
  },
  secrets: {
    words: '[options]',
    summary: 'Lists the secrets.',
    aliases: ['list-secrets'],
    load: async () => (await import('./commands/secrets.ts')).secrets,
  },
  'set-constraints': {
    words: '[options] <application> <constraint>=<value> ...',
    summary: "Sets an application's constraints.",
    load: async () => (await import('./commands/constraints.ts')).setConstraints,
  },
  'show-action': {
    words: '[options] <application> <action>',
    summary: 'Shows what an action does and takes.',
    load: async () => (await import('./commands/actions.ts')).showAction,
  },
  'show-application': {
    words: '[options] <application name or alias>',
    summary: 'Shows applications in detail.',
    load: async () => (await import('./commands/show-application.ts')).showApplication,
  },
  'show-machine': {
    words: '[options] <machineID> ...',
    summary: 'Shows machines in detail.',
    load: async () => (await import('./commands/machines.ts')).showMachine,
  },
  'show-model': {
    words: '[options] <model name>',
    summary: 'Shows a model in detail.',
    load: async () => (await import('./commands/models.ts')).showModel,
  },
  'show-operation': {
    words: '[options] <operation-id>',
    summary: 'Shows what came of an operation.',
    load: async () => (await import('./commands/tasks.ts')).showOperation,
  },
  'show-secret': {
    words: '[options] <ID>|<name>',
    summary: 'Shows a secret in detail.',
    load: async () => (await import('./commands/secrets.ts')).showSecret,
  },
  'show-status-log': {
    words: '[options] <entity name>',
    summary: 'Shows past statuses.',
    load: async () => (await import('./commands/status-log.ts')).showStatusLog,
  },
  'show-task': {
    words: '[options] <task ID>',
    summary: 'Shows what came of a task.',
    load: async () => (await import('./commands/tasks.ts')).showTask,
  },
  'show-unit': {
    words: '[options] <unit name>',
    summary: 'Shows units in detail, with the data of their relations.',
    load: async () => (await import('./commands/show-unit.ts')).showUnit,
  },
  ssh: {
    words: '[options] <[user@]target> [openssh options] [command]',
    summary: 'Opens a shell on a machine, or runs a command there.',
    load: async () => (await import('./commands/ssh.ts')).ssh,
  },
  status: {
    words: '[options] [<selector> [...]]',
    summary: 'Shows what is in a model and how it is.',
    load: async () => (await import('./commands/status.ts')).status,
  },
  switch: {
    words: '[options] [<controller>|<model>|<controller>:|:<model>|<controller>:<model>]',
    summary: 'Shows or chooses the current model.',
    load: async () => (await import('./commands/switch.ts')).switchModel,
  },
  trust: {
    words: '[options] <application name>',
    summary: "Marks an application as trusted with the cloud's credentials.",
    load: async () => (await import('./commands/expose.ts')).trust,
  },
  unexpose: {
    words: '[options] <application name>',
    summary: 'Takes the mark of expose away.',
    load: async () => (await import('./commands/expose.ts')).unexpose,
  },
  'update-secret': {
    words: '[options] <ID>|<name> [key[#base64|#file]=value...]',
    summary: 'Changes a secret.',
    load: async () => (await import('./commands/secrets.ts')).updateSecret,
  },
  version: {
    words: '[options]',
    summary: 'Prints the release of Juju that this stands in for.',
    load: async () => (await import('./commands/version.ts')).version,
  },
  'wait-for': {
    words: '[options] application|machine|model|unit <name>',
    summary: 'Waits until something is as wanted.',
    load: async () => (await import('./commands/wait-for.ts')).waitFor,
  },
  whoami: {
    words: '[options]',
    summary: 'Shows controller, model and user.',
    load: async () => (await import('./commands/controllers.ts')).whoami,
  },
}
