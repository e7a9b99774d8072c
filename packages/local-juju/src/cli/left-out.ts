// Commands of Juju 3.6, aliases included, that local-juju does not have. They are named as such: the nearest word may do something else.
const words = `add-cloud add-credential add-k8s add-ssh-key add-subnet add-user attach autoload-credentials bind bootstrap
branches change-user-password clouds commit consume create-backup create-storage-pool credentials dashboard
default-credential default-region debug-code debug-hook debug-hooks diff-bundle disable-command disable-user disabled-commands
download download-backup enable-command enable-destroy-controller enable-ha enable-user export-bundle find find-offers firewall-rules
grant grant-cloud import-filesystem import-ssh-key info list-clouds list-credentials list-disabled-commands list-firewall-rules
list-offers list-payloads list-regions list-ssh-keys list-subnets list-users login logout migrate model-constraints
model-default model-defaults model-secret-backend move-to-space offer offers payloads regions register reload-spaces remove-cloud
remove-credential remove-k8s remove-offer remove-saas remove-space remove-ssh-key remove-storage-pool remove-user rename-space
resume-relation retry-provisioning revoke revoke-cloud scale-application secret-backends add-secret-backend
remove-secret-backend show-secret-backend update-secret-backend set-application-base set-credential set-default-credentials
set-default-region set-firewall-rule set-meter-status set-model-constraints show-cloud show-controller show-credential
show-credentials show-offer show-space show-user ssh-keys subnets suspend-relation sync-agent-binary track
unregister update-cloud update-credential update-credentials update-k8s update-public-clouds update-storage-pool upgrade-controller
upgrade-machine upgrade-model users`

const leftOut: ReadonlySet<string> = new Set(words.split(/\s+/))

/** Tells whether a word is a command of Juju that local-juju does not have. */
export const isLeftOut = (word: string): boolean => leftOut.has(word)
