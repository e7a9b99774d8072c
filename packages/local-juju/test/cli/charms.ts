// The charms of the recordings, as far as they are needed: alpha (provides, peer, actions) and beta (requires).
import { packCharm } from '../controller/charms.ts'

const manifest = "bases:\n- {name: ubuntu, channel: '24.04', architectures: [amd64, arm64]}\n"

const config = `options:
  count: {type: int, default: 3, description: an int}
  debug: {type: boolean, default: false, description: a boolean}
  greeting: {type: string, default: hello, description: a string}
  nodefault: {type: string, description: a string without default}
  ratio: {type: float, default: 0.5, description: a float}
  token: {type: secret, description: a secret option}
`

const actions = `echo:
  description: say it back
  params:
    text: {type: string, default: hi, description: what to say}
    times: {type: integer, minimum: 1}
  required: [text]
  additionalProperties: false
fail: {description: fails on purpose, additionalProperties: false}
boom: {description: exits 3, additionalProperties: false}
slow:
  description: ticks
  params: {seconds: {type: integer, default: 3}}
  additionalProperties: false
`

const dispatch = `#!/bin/sh
case "$JUJU_DISPATCH_PATH" in
  actions/echo)
    action-log 'working on it'
    action-set text="$(action-get text)" nested.a=1 nested.b=two
    echo this is stdout; echo this is stderr >&2 ;;
  actions/fail) action-set partial=yes; action-fail 'it went wrong' ;;
  actions/boom) echo about to die; exit 3 ;;
  actions/slow) n=0; while [ $n -lt "$(action-get seconds)" ]; do n=$((n+1)); action-log "tick $n"; sleep 1; done; action-set done=true ;;
  hooks/config-changed)
    [ "$(config-get greeting)" = explode ] && exit 5
    application-version-set 1.2.3; open-port 8080/tcp; status-set active "configured $(config-get greeting)" ;;
  hooks/*-relation-joined) relation-set word="$(config-get greeting)" ;;
  hooks/start) status-set active ready ;;
esac
exit 0
`

/** Writes alpha.charm below a folder and gives its path. */
export const alphaCharm = (folder: string): string =>
  packCharm(folder, 'alpha', {
    'metadata.yaml':
      'name: alpha\nsummary: s\ndescription: d\nprovides:\n  db: {interface: rec-db}\n  web: {interface: rec-web}\n  admin: {interface: rec-admin}\npeers:\n  ring: {interface: rec-ring}\n',
    'manifest.yaml': manifest,
    'config.yaml': config,
    'actions.yaml': actions,
    dispatch,
  })

/** Writes beta.charm below a folder and gives its path. */
export const betaCharm = (folder: string): string =>
  packCharm(folder, 'beta', {
    'metadata.yaml':
      'name: beta\nsummary: s\ndescription: d\nrequires:\n  database: {interface: rec-db}\n  cache: {interface: rec-cache}\n',
    'manifest.yaml': manifest,
    'config.yaml': config,
    dispatch,
  })
