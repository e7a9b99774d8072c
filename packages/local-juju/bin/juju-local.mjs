#!/usr/bin/env node
// Nothing that an old Node does not know comes before this.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`juju-local needs Node.js 20.19 or newer, and this is Node.js ${process.versions.node}`)
  process.exitCode = 1
} else void import('./run.mjs').then(({ run }) => run('juju-local', 'local-cli'))
