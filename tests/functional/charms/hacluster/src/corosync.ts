/** What corosync reads, and how it is started and reloaded. */
import { createHash } from 'node:crypto'
import { type FileStep, file, type Secret } from '@charm-layers/charm'
import type { Member } from './members.ts'

/**
 * A node that is silent is given up after `token` + 250 ms for each node beyond two, and a new ring is made in 1.2 times that: 3.9 s with
 * three nodes, 5 s with five. Then pacemaker needs a second to start what the node had.
 */
const configuration = (cluster: string, members: readonly Member[]): string => `# Written by the charm hacluster.
totem {
	version: 2
	cluster_name: ${cluster}
	transport: knet
	crypto_cipher: aes256
	crypto_hash: sha256
	token: 1500
	token_coefficient: 250
}
quorum {
	provider: corosync_votequorum
${members.length === 2 ? '	two_node: 1\n' : ''}}
nodelist {
${members.map(({ id, name, address }) => `	node {\n		name: ${name}\n		nodeid: ${id}\n		ring0_addr: ${address}\n	}\n`).join('')}}
logging {
	to_stderr: no
	to_logfile: no
	to_syslog: yes
}
`

/** Where the file is that names the nodes. */
export const configurationPath = '/etc/corosync/corosync.conf'
/** Where the key is, with which the nodes know one another. */
export const keyPath = '/etc/corosync/authkey'

/** Reads its configuration again on every node. The distribution's unit cannot reload. */
export const reload: FileStep = file(
  '/etc/systemd/system/corosync.service.d/stand-in.conf',
  '[Service]\nExecReload=/usr/sbin/corosync-cfgtool -R\n',
)

/** The name of a cluster may have 15 letters, and two clusters of one network should differ. */
const clusterName = (uuid: string, application: string): string =>
  `juju${createHash('sha256').update(`${uuid} ${application}`).digest('hex').slice(0, 10)}`

/** Makes the file of the nodes. */
export const nodesFile = (
  { modelUuid, application }: { readonly modelUuid: string; readonly application: string },
  members: readonly Member[],
): FileStep => file(configurationPath, configuration(clusterName(modelUuid, application), members), { reloads: 'corosync' })

/** Makes the file of the key. */
export const keyFile = (key: Secret): FileStep => file(keyPath, key, { mode: 0o400 })
