// Says in one line what is wrong with an old Node, before anything fails in a way that tells nothing.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`this repository needs Node.js 20.19 or newer with npm, and this is Node.js ${process.versions.node}`)
  process.exit(1)
}
