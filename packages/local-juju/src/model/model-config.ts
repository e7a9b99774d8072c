import { parseBool } from './config.ts'
import { parseDuration } from './duration.ts'
import { parseLogging } from './logging.ts'
import { Refused } from './refused.ts'
import type { Model } from './state.ts'
import type { Frozen } from './values.ts'

/** Model attributes with their defaults, as text (Juju 3.6; those of clouds left out). */
export const MODEL_CONFIG_DEFAULTS: Readonly<Record<string, string>> = {
  'agent-stream': 'released',
  'apt-ftp-proxy': '',
  'apt-http-proxy': '',
  'apt-https-proxy': '',
  'apt-mirror': '',
  'apt-no-proxy': '',
  'automatically-retry-hooks': 'true',
  'backup-dir': '',
  'charmhub-url': 'https://api.charmhub.io',
  'cloudinit-userdata': '',
  'container-inherit-properties': '',
  'container-networking-method': '',
  'default-base': '',
  'default-space': '',
  development: 'false',
  'disable-network-management': 'false',
  'egress-subnets': '',
  'enable-os-refresh-update': 'true',
  'enable-os-upgrade': 'true',
  'fan-config': '',
  'firewall-mode': 'instance',
  'ftp-proxy': '',
  'http-proxy': '',
  'https-proxy': '',
  'ignore-machine-addresses': 'false',
  'image-metadata-url': '',
  'image-stream': 'released',
  'juju-ftp-proxy': '',
  'juju-http-proxy': '',
  'juju-https-proxy': '',
  'juju-no-proxy': '127.0.0.1,localhost,::1',
  'logging-config': '<root>=INFO',
  'lxd-snap-channel': '5.0/stable',
  'max-action-results-age': '336h',
  'max-action-results-size': '5G',
  'max-status-history-age': '336h',
  'max-status-history-size': '5G',
  mode: '[requires-prompts]',
  'net-bond-reconfigure-delay': '17',
  'no-proxy': '127.0.0.1,localhost,::1',
  'num-container-provision-workers': '4',
  'num-provision-workers': '16',
  'provisioner-harvest-mode': 'destroyed',
  'proxy-ssh': 'false',
  'resource-tags': '',
  'saas-ingress-allow': '0.0.0.0/0,::/0',
  'secret-backend': 'auto',
  'snap-http-proxy': '',
  'snap-https-proxy': '',
  'snap-store-assertions': '',
  'snap-store-proxy': '',
  'snap-store-proxy-url': '',
  'ssh-allow': '0.0.0.0/0,::/0',
  'ssl-hostname-verification': 'true',
  'storage-default-block-source': '',
  'storage-default-filesystem-source': '',
  'test-mode': 'false',
  'transmit-vendor-metrics': 'true',
  'update-status-hook-interval': '5m',
}

const BOOLEANS = Object.keys(MODEL_CONFIG_DEFAULTS).filter((key) => ['true', 'false'].includes(MODEL_CONFIG_DEFAULTS[key] ?? ''))

/** Tells whether an attribute that Juju has is only kept and shown here. */
export function isWithoutEffect(key: string): boolean {
  const used = ['automatically-retry-hooks', 'default-base', 'logging-config', 'mode', 'update-status-hook-interval']
  return key in MODEL_CONFIG_DEFAULTS && !used.includes(key) && !/^(?:juju-)?(?:https?|ftp|no)-proxy$/.test(key)
}

/** Gives one attribute of a model, the default where nothing is set. */
export function modelConfig(model: Frozen<Model>, key: string): string {
  return model.config[key] ?? MODEL_CONFIG_DEFAULTS[key] ?? ''
}

/** Changes attributes of a model; answers with Juju's warnings about keys that it does not know. */
export function changeModelConfig(model: Model, set: Readonly<Record<string, string>>, reset: readonly string[]): string[] {
  const warnings: string[] = []
  for (const [key, value] of Object.entries(set)) {
    if (key === 'agent-version') throw new Refused('"agent-version" must be set via "upgrade-model"')
    if (key === 'charmhub-url') throw new Refused('"charmhub-url" must be set via "add-model"')
    if (['name', 'uuid', 'type'].includes(key))
      throw new Refused(`cannot change ${key} from ${JSON.stringify(fixed(model, key))} to ${JSON.stringify(value)}`)
    if (!(key in MODEL_CONFIG_DEFAULTS)) {
      warnings.push(`key "${key}" is not defined in the current model configuration: possible misspelling`)
    }
    if (BOOLEANS.includes(key) && parseBool(value) === undefined) throw new Refused(`${key}: expected bool, got string("${value}")`)
    if (key === 'update-status-hook-interval' && parseDuration(value) === undefined) {
      throw new Refused(`invalid update status hook interval in model configuration: time: invalid duration "${value}"`)
    }
    if (key === 'logging-config') parseLogging(value)
    model.config[key] = BOOLEANS.includes(key) ? String(parseBool(value)) : value
  }
  for (const key of reset) {
    if (key === 'agent-version') throw new Refused('"agent-version" cannot be reset')
    delete model.config[key]
  }
  return warnings
}

function fixed(model: Model, key: string): string {
  return key === 'name' ? model.name : key === 'uuid' ? model.uuid : 'local'
}
