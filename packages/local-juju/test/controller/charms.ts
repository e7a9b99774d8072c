import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Writes a charm archive with the given files; `dispatch` is made runnable. */
export function packCharm(directory: string, name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(directory, `${name}.d`)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
    if (path === 'dispatch') chmodSync(join(folder, path), 0o755)
  }
  const archive = join(directory, `${name}.charm`)
  execFileSync('python3', ['-c', ZIP, folder, archive])
  return archive
}

/** Keeps modes, as a charm's archive has to. */
const ZIP = `
import os, sys, zipfile
folder, archive = sys.argv[1:]
with zipfile.ZipFile(archive, 'w') as z:
    for top, _, names in os.walk(folder):
        for name in sorted(names):
            path = os.path.join(top, name)
            z.write(path, os.path.relpath(path, folder))
`

const MANIFEST = "bases:\n- {name: ubuntu, channel: '24.04', architectures: [amd64]}\n"

/** A server: tells its clients its address and the name that was configured; has one action. */
export function serverCharm(directory: string, name = 'server'): string {
  return packCharm(directory, name, {
    'manifest.yaml': MANIFEST,
    'metadata.yaml': `name: ${name}\nsummary: s\ndescription: d\nprovides:\n  service: {interface: hello}\npeers:\n  cluster: {interface: hello-peers}\n`,
    'config.yaml': 'options:\n  greeting: {type: string, default: hello}\n  count: {type: int}\n',
    'actions.yaml': 'echo:\n  params:\n    text: {type: string, default: nothing}\n    times: {type: integer}\n  required: []\n',
    dispatch: `#!/bin/sh
echo "out of $JUJU_DISPATCH_PATH"
case "$JUJU_DISPATCH_PATH" in
  actions/echo)
    [ "$(action-get text)" = fail ] && exit 3
    action-set said="$(action-get text)"; echo printed; exit 0 ;;
esac
[ -e "$JUJU_CHARM_DIR/../break-$JUJU_HOOK_NAME" ] && { status-set blocked broken; echo "it broke" >&2; exit 1; }
[ -e "$JUJU_CHARM_DIR/../slow-$JUJU_HOOK_NAME" ] && sleep 60
for id in $(relation-ids service); do
  relation-set -r "$id" greeting="$(config-get greeting)" from="$JUJU_UNIT_NAME"
done
application-version-set 1.2
status-set active "$(config-get greeting)"
`,
  })
}

/** A client: shows what the server has told it. */
export function clientCharm(directory: string): string {
  return packCharm(directory, 'client', {
    'manifest.yaml': MANIFEST,
    'metadata.yaml': 'name: client\nsummary: s\ndescription: d\nrequires:\n  service: {interface: hello}\n',
    dispatch: `#!/bin/sh
set -e
for id in $(relation-ids service); do
  for unit in $(relation-list -r "$id"); do
    said="$said$(relation-get -r "$id" greeting "$unit")"
  done
done
if [ -n "$said" ]; then status-set active "heard $said"; else status-set waiting 'nobody there'; fi
`,
  })
}
