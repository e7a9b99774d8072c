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
    summary: 'List actions defined for an application.',
    aliases: ['list-actions'],
    load: async () => (await import('./commands/actions.ts')).actions,
  },
  'add-machine': {
    words: '[options]',
    summary: 'Start a new machine.',
    load: async () => (await import('./commands/machines.ts')).addMachine,
  },
  'add-model': {
    words: '[options] <model name> [cloud|region]',
    summary: 'Adds a model.',
    load: async () => (await import('./commands/models.ts')).addModel,
  },
  'add-secret': {
    words: '[options] <name> [key[#base64|#file]=value...]',
    summary: 'Add a new secret.',
    load: async () => (await import('./commands/secrets.ts')).addSecret,
  },
  'add-unit': {
    words: '[options] <application name>',
    summary: 'Adds one or more units to a deployed application.',
    load: async () => (await import('./commands/units.ts')).addUnit,
  },
  'attach-resource': {
    words: '[options] application <resource name>=<resource>',
    summary: 'Update a resource for an application.',
    load: async () => (await import('./commands/refresh.ts')).attachResource,
  },
  'cancel-task': {
    words: '[options] (<task-id>|<task-id-prefix>) [...]',
    summary: 'Cancel pending or running tasks.',
    load: async () => (await import('./commands/tasks.ts')).cancelTask,
  },
  config: {
    words: '[options] <application name> [--reset <key[,key]>] [<attribute-key>][=<value>] ...]',
    summary: 'Get, set, or reset configuration for a deployed application.',
    load: async () => (await import('./commands/config.ts')).config,
  },
  constraints: {
    words: '[options] <application>',
    summary: 'Displays machine constraints for an application.',
    load: async () => (await import('./commands/constraints.ts')).constraints,
  },
  controllers: {
    words: '[options]',
    summary: 'Lists all controllers.',
    aliases: ['list-controllers'],
    load: async () => (await import('./commands/controllers.ts')).controllers,
  },
  'debug-log': {
    words: '[options]',
    summary: 'Displays log messages for a model.',
    load: async () => (await import('./commands/debug-log.ts')).debugLog,
  },
  deploy: {
    words: '[options] <charm or bundle> [<application name>]',
    summary: 'Deploys a new application or bundle.',
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
    summary: 'Terminate all machines/containers and resources for a model.',
    load: async () => (await import('./commands/models.ts')).destroyModel,
  },
  exec: {
    words: '[options] <commands>',
    summary: 'Run the commands on the remote targets specified.',
    load: async () => (await import('./commands/exec.ts')).exec,
  },
  expose: {
    words: '[options] <application name>',
    summary: 'Makes an application publicly available over the network.',
    load: async () => (await import('./commands/expose.ts')).expose,
  },
  'grant-secret': {
    words: '[options] <ID>|<name> <application>[,<application>...]',
    summary: 'Grant access to a secret.',
    load: async () => (await import('./commands/secrets.ts')).grantSecret,
  },
  integrate: {
    words: '[options] <application>[:<endpoint>] <application>[:<endpoint>]',
    summary: 'Integrate two applications.',
    aliases: ['relate'],
    load: async () => (await import('./commands/relations.ts')).integrate,
  },
  machines: {
    words: '[options]',
    summary: 'Lists machines in a model.',
    aliases: ['list-machines'],
    load: async () => (await import('./commands/machines.ts')).machines,
  },
  'model-config': {
    words: '[options] [<model-key>[=<value>] ...]',
    summary: 'Displays or sets configuration values on a model.',
    load: async () => (await import('./commands/model-config.ts')).modelConfig,
  },
  models: {
    words: '[options]',
    summary: 'Lists models a user can access on a controller.',
    aliases: ['list-models'],
    load: async () => (await import('./commands/models.ts')).models,
  },
  operations: {
    words: '[options]',
    summary: 'Lists pending, running, or completed operations for specified application, units, machines, or all.',
    aliases: ['list-operations'],
    load: async () => (await import('./commands/tasks.ts')).operations,
  },
  refresh: {
    words: '[options] <application>',
    summary: "Refresh an application's charm.",
    load: async () => (await import('./commands/refresh.ts')).refresh,
  },
  'remove-application': {
    words: '[options] <application> [<application>...]',
    summary: 'Remove applications from the model.',
    load: async () => (await import('./commands/remove.ts')).removeApplication,
  },
  'remove-machine': {
    words: '[options] <machine number> ...',
    summary: 'Removes one or more machines from a model.',
    load: async () => (await import('./commands/remove.ts')).removeMachine,
  },
  'remove-relation': {
    words: '[options] <application1>[:<endpoint1>] <application2>[:<endpoint2>] | <relation-id>',
    summary: 'Removes an existing relation between two applications.',
    load: async () => (await import('./commands/relations.ts')).removeRelation,
  },
  'remove-secret': {
    words: '[options] <ID>|<name>',
    summary: 'Remove an existing secret.',
    load: async () => (await import('./commands/secrets.ts')).removeSecret,
  },
  'remove-unit': {
    words: '[options] <unit> [...]',
    summary: 'Remove application units from the model.',
    load: async () => (await import('./commands/remove.ts')).removeUnit,
  },
  resolved: {
    words: '[options] [<unit> ...]',
    summary: 'Marks unit errors resolved and re-executes failed hooks.',
    aliases: ['resolve'],
    load: async () => (await import('./commands/resolved.ts')).resolved,
  },
  'revoke-secret': {
    words: '[options] <ID>|<name> <application>[,<application>...]',
    summary: 'Revoke access to a secret.',
    load: async () => (await import('./commands/secrets.ts')).revokeSecret,
  },
  resources: {
    words: '[options] <application or unit>',
    summary: 'Show the resources for an application or unit.',
    aliases: ['list-resources'],
    load: async () => (await import('./commands/resources.ts')).resources,
  },
  run: {
    words: '[options] <unit> [<unit> ...] <action-name> [<key>=<value> [<key>[.<key> ...]=<value>]]',
    summary: 'Run an action on a specified unit.',
    load: async () => (await import('./commands/run.ts')).run,
  },
  scp: {
    words: '[options] <source> <destination>',
    summary: 'Securely transfer files within a model.',
    load: async () => (await import('./commands/scp.ts')).scp,
  },
  secrets: {
    words: '[options]',
    summary: 'Lists secrets available in the model.',
    aliases: ['list-secrets'],
    load: async () => (await import('./commands/secrets.ts')).secrets,
  },
  'set-constraints': {
    words: '[options] <application> <constraint>=<value> ...',
    summary: 'Sets machine constraints for an application.',
    load: async () => (await import('./commands/constraints.ts')).setConstraints,
  },
  'show-action': {
    words: '[options] <application> <action>',
    summary: 'Shows detailed information about an action.',
    load: async () => (await import('./commands/actions.ts')).showAction,
  },
  'show-application': {
    words: '[options] <application name or alias>',
    summary: 'Displays information about an application.',
    load: async () => (await import('./commands/show-application.ts')).showApplication,
  },
  'show-machine': {
    words: '[options] <machineID> ...',
    summary: "Show a machine's status.",
    load: async () => (await import('./commands/machines.ts')).showMachine,
  },
  'show-model': {
    words: '[options] <model name>',
    summary: 'Shows information about the current or specified model.',
    load: async () => (await import('./commands/models.ts')).showModel,
  },
  'show-operation': {
    words: '[options] <operation-id>',
    summary: 'Show results of an operation.',
    load: async () => (await import('./commands/tasks.ts')).showOperation,
  },
  'show-secret': {
    words: '[options] <ID>|<name>',
    summary: 'Shows details for a specific secret.',
    load: async () => (await import('./commands/secrets.ts')).showSecret,
  },
  'show-status-log': {
    words: '[options] <entity name>',
    summary: 'Output past statuses for the specified entity.',
    load: async () => (await import('./commands/status-log.ts')).showStatusLog,
  },
  'show-task': {
    words: '[options] <task ID>',
    summary: 'Show results of a task by ID.',
    load: async () => (await import('./commands/tasks.ts')).showTask,
  },
  'show-unit': {
    words: '[options] <unit name>',
    summary: 'Displays information about a unit.',
    load: async () => (await import('./commands/show-unit.ts')).showUnit,
  },
  ssh: {
    words: '[options] <[user@]target> [openssh options] [command]',
    summary: 'Initiates an SSH session or executes a command on a Juju machine.',
    load: async () => (await import('./commands/ssh.ts')).ssh,
  },
  status: {
    words: '[options] [<selector> [...]]',
    summary: 'Report the status of the model, its machines, applications and units.',
    load: async () => (await import('./commands/status.ts')).status,
  },
  switch: {
    words: '[options] [<controller>|<model>|<controller>:|:<model>|<controller>:<model>]',
    summary: 'Selects or identifies the current controller and model.',
    load: async () => (await import('./commands/switch.ts')).switchModel,
  },
  trust: {
    words: '[options] <application name>',
    summary: 'Sets the trust status of a deployed application to true.',
    load: async () => (await import('./commands/expose.ts')).trust,
  },
  unexpose: {
    words: '[options] <application name>',
    summary: 'Removes public availability over the network for an application.',
    load: async () => (await import('./commands/expose.ts')).unexpose,
  },
  'update-secret': {
    words: '[options] <ID>|<name> [key[#base64|#file]=value...]',
    summary: 'Update an existing secret.',
    load: async () => (await import('./commands/secrets.ts')).updateSecret,
  },
  version: {
    words: '[options]',
    summary: 'Print the version of the Juju that this stands in for.',
    load: async () => (await import('./commands/version.ts')).version,
  },
  'wait-for': {
    words: '[options] application|machine|model|unit <name>',
    summary: 'Wait for an entity to reach a specified state.',
    load: async () => (await import('./commands/wait-for.ts')).waitFor,
  },
  whoami: {
    words: '[options]',
    summary: 'Print current login details.',
    load: async () => (await import('./commands/controllers.ts')).whoami,
  },
}
