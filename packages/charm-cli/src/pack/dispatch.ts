/**
 * The script that Juju starts for every hook and action. It needs no more than a shell: the runtime lies beside it. Juju sets
 * JUJU_CHARM_DIR; by hand the script finds its own folder.
 *
 * Node keeps the code that it compiled in the first hook beside the charm, and starts the next ones with it (a fifth of Node's own
 * start saved). It cannot be shipped: it differs from machine to machine, and Node passes over what does not fit. Flags and start-up
 * snapshots made the start slower (measured; see the README).
 */
export const dispatch = `#!/bin/sh
dir="\${JUJU_CHARM_DIR:-\${0%/*}}"
: "\${HOME:=/root}" "\${NODE_COMPILE_CACHE:=$dir/.compile-cache}"
export HOME NODE_COMPILE_CACHE
exec "$dir/runtime/node" "$dir/dist/charm.cjs" "$@"
`
