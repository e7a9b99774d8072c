/**
 * The script that Juju starts for every hook and action. It needs only a shell: the runtime lies beside it. Juju sets JUJU_CHARM_DIR; when
 * a
 * person starts the script, it finds its own folder.
 *
 * One flag switches off a warning about dynamic imports: the charm brings its own runtime, so the warning tells nobody anything. Another
 * flag keeps a signal from opening a debugger in a process of root. Other flags and start-up snapshots of Node made the start slower (see
 * the README); start.ts says what makes it faster.
 */
export const dispatch = `#!/bin/sh
dir="\${JUJU_CHARM_DIR:-\${0%/*}}"
: "\${HOME:=/root}"
export HOME
exec "$dir/runtime/node" --disable-sigusr1 --disable-warning=ExperimentalWarning "$dir/dist/start.cjs" "$@"
`
