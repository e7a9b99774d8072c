import type { HelpTexts } from './text.ts'

/** Help of the commands about models and the controller. */
export const models: HelpTexts = {
  'add-model': {
    details:
      'Every model has machines and a network of its own. The new one becomes the current one. The first model, "default", is made by the first command that needs one.',
    examples: ['add-model test', 'add-model test --no-switch', 'add-model test --config update-status-hook-interval=1m'],
  },
  controllers: {
    details: 'Shows the one controller, called local. Its data lies below JUJU_DATA; another value there is another controller.',
    examples: ['controllers', 'controllers --format json'],
  },
  'destroy-controller': {
    details: `Ends the controller's process. With models there, --destroy-all-models is needed: their machines and disks go too, and nothing of them is
left on this host.`,
    examples: ['destroy-controller local', 'destroy-controller local --destroy-all-models --no-prompt'],
  },
  'destroy-model': {
    details: 'Units run their hooks to the end, then machines, disks and the network of the model go. With --force nothing is waited for.',
    examples: ['destroy-model test', 'destroy-model test --no-prompt', 'destroy-model test --force --no-prompt'],
  },
  'model-config': {
    details: `Without words all attributes are shown, with one its value; key=value sets. Of those that real Juju has, update-status-hook-interval,
automatically-retry-hooks, logging-config, default-base, mode and the proxies have an effect here; the others are kept and shown.`,
    examples: [
      'model-config',
      'model-config update-status-hook-interval=1m',
      "model-config logging-config='<root>=INFO;unit=DEBUG'",
      'model-config --reset logging-config',
    ],
  },
  models: {
    details: 'A star marks the current model.',
    examples: ['models', 'models --uuid', 'models --format json'],
  },
  'show-model': {
    details: 'Shows the current model, or the one that is named.',
    examples: ['show-model', 'show-model test --format json'],
  },
  switch: {
    details:
      'Without a name the current controller and model are printed; with one, it becomes the current model. JUJU_MODEL and -m come before it.',
    examples: ['switch', 'switch test', 'switch local:test'],
  },
  version: {
    details: 'The release is the one of Juju whose behaviour is followed, with the system and processor of this host.',
    examples: ['version', 'version --all --format json'],
  },
  whoami: {
    details: 'The controller is always local, the user always admin.',
    examples: ['whoami', 'whoami --format yaml'],
  },
}
