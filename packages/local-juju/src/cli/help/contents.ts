import type { HelpTexts } from './text.ts'

/** Help of the commands about what operators give to charms: resources and secrets. */
export const contents: HelpTexts = {
  'add-secret': {
    details: `Prints the id of the new secret, which a charm's option of type secret takes once the application has been granted the secret.
Words on a command line are seen by other users of this host: key#file=path and --file keep values out of it.`,
    examples: [
      'add-secret db-login user#file=./user password#file=./password',
      'add-secret db-login --file ./login.yaml --info "For the shop"',
    ],
  },
  'attach-resource': {
    details: 'The file is copied, and units run upgrade-charm.',
    examples: ['attach-resource web logo=./logo.png', 'attach-resource -m other web logo=./logo.png'],
  },
  'grant-secret': {
    details: 'Units of the applications may then read the secret.',
    examples: ['grant-secret db-login web', 'grant-secret db-login web,worker'],
  },
  'remove-secret': {
    details: 'Removes a secret, or one of its revisions.',
    examples: ['remove-secret db-login', 'remove-secret db-login --revision 2'],
  },
  resources: {
    details: 'Shows which files an application has for the resources that its charm declares.',
    examples: ['resources web', 'resources web --format json'],
  },
  'revoke-secret': {
    details: 'Units of the applications may no longer read the secret.',
    examples: ['revoke-secret db-login web', 'revoke-secret db-login web,worker'],
  },
  secrets: {
    details: 'Lists the secrets of operators and of charms, never their contents.',
    examples: ['secrets', 'secrets --owner application-web', 'secrets --format json'],
  },
  'show-secret': {
    details: 'Shows what is known of a secret; its content only with --reveal.',
    examples: ['show-secret db-login', 'show-secret db-login --reveal', 'show-secret db-login --revisions'],
  },
  'update-secret': {
    details: 'New content makes a new revision, which units that read the secret are told of by secret-changed.',
    examples: [
      'update-secret db-login --file ./login.yaml',
      'update-secret db-login password#file=./password',
      'update-secret db-login --name shop-login',
    ],
  },
}
