/** The hook tools that Juju 3.6 has on machines and with pod specs. */
import type { Tool } from './tool.ts'
import { actionFail, actionGet, actionLog, actionSet } from './tools/action.ts'
import { leaderGet, leaderSet } from './tools/leader.ts'
import { jujuLog } from './tools/log.ts'
import { credentialGet, goalState, resourceGet } from './tools/model.ts'
import { networkGet } from './tools/network.ts'
import { payloadRegister, payloadStatusSet, payloadUnregister } from './tools/payload.ts'
import { k8sRawGet, k8sRawSet, k8sSpecGet, k8sSpecSet } from './tools/pod-spec.ts'
import { closePort, openedPorts, openPort } from './tools/port.ts'
import { relationIds, relationList, relationModelGet } from './tools/relation.ts'
import { relationGet } from './tools/relation-get.ts'
import { relationSet } from './tools/relation-set.ts'
import { secretGrant, secretRevoke } from './tools/secret-access.ts'
import { secretGet, secretIds, secretInfoGet } from './tools/secret-read.ts'
import { secretAdd, secretRemove, secretSet } from './tools/secret-write.ts'
import { stateDelete, stateGet, stateSet } from './tools/state.ts'
import { statusGet, statusSet } from './tools/status.ts'
import { storageAdd, storageGet, storageList } from './tools/storage.ts'
import { applicationVersionSet, configGet, isLeader, jujuReboot, unitGet } from './tools/unit.ts'

const tools: Readonly<Record<string, Tool>> = {
  'action-fail': actionFail,
  'action-get': actionGet,
  'action-log': actionLog,
  'action-set': actionSet,
  'application-version-set': applicationVersionSet,
  'close-port': closePort,
  'config-get': configGet,
  'credential-get': credentialGet,
  'goal-state': goalState,
  'is-leader': isLeader,
  'juju-log': jujuLog,
  'juju-reboot': jujuReboot,
  'k8s-raw-get': k8sRawGet,
  'k8s-raw-set': k8sRawSet,
  'k8s-spec-get': k8sSpecGet,
  'k8s-spec-set': k8sSpecSet,
  'leader-get': leaderGet,
  'leader-set': leaderSet,
  'network-get': networkGet,
  'open-port': openPort,
  'opened-ports': openedPorts,
  'payload-register': payloadRegister,
  'payload-status-set': payloadStatusSet,
  'payload-unregister': payloadUnregister,
  'pod-spec-get': k8sSpecGet,
  'pod-spec-set': k8sSpecSet,
  'relation-get': relationGet,
  'relation-ids': relationIds,
  'relation-list': relationList,
  'relation-model-get': relationModelGet,
  'relation-set': relationSet,
  'resource-get': resourceGet,
  'secret-add': secretAdd,
  'secret-get': secretGet,
  'secret-grant': secretGrant,
  'secret-ids': secretIds,
  'secret-info-get': secretInfoGet,
  'secret-remove': secretRemove,
  'secret-revoke': secretRevoke,
  'secret-set': secretSet,
  'state-delete': stateDelete,
  'state-get': stateGet,
  'state-set': stateSet,
  'status-get': statusGet,
  'status-set': statusSet,
  'storage-add': storageAdd,
  'storage-get': storageGet,
  'storage-list': storageList,
  'unit-get': unitGet,
}

/** Names of the tools, which are also the names of the links in a tools directory. */
export const toolNames: readonly string[] = Object.keys(tools)

/** Finds a tool. */
export const findTool = (name: string): Tool | undefined => (Object.hasOwn(tools, name) ? tools[name] : undefined)
