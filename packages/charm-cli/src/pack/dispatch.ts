/**
 * The script that Juju starts for every hook and action. It needs no more than a shell: the runtime lies beside it. Juju sets
 * JUJU_CHARM_DIR; by hand the script finds its own folder. No flag makes Node start faster: those that change how V8 compiles make it
 * reject the code that Node brings compiled (measured; see the README).
 */
export const dispatch = `#!/bin/sh
dir="\${JUJU_CHARM_DIR:-\${0%/*}}"
: "\${HOME:=/root}"
export HOME
exec "$dir/runtime/node" "$dir/dist/charm.cjs" "$@"
`
