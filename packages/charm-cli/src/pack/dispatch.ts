/**
 * The script that Juju starts for every hook and action. It needs no more than a shell: the runtime lies beside it. Juju sets
 * JUJU_CHARM_DIR; by hand the script finds its own folder.
 *
 * The warning that is switched off is about imports that a charm makes when it needs them, on a runtime that the charm brings itself.
 * A signal must not open a debugger in a process of root. Other flags and start-up snapshots of Node made the start slower (measured; see the README); for what makes it faster see start.ts.
 */
export const dispatch = `#!/bin/sh
dir="\${JUJU_CHARM_DIR:-\${0%/*}}"
: "\${HOME:=/root}"
export HOME
exec "$dir/runtime/node" --disable-sigusr1 --disable-warning=ExperimentalWarning "$dir/dist/start.cjs" "$@"
`
