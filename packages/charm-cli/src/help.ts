/** What the command says about itself. */
export const help = `charm-layers: create, check and pack Juju charms written in TypeScript

  charm-layers create <name> [--dir <folder>] [--json]
      Writes a new charm that builds, tests and packs: a config option, a file from a template, a relation.
      --dir    where it goes, a folder that is empty or not there; by default one with the charm's name

  charm-layers check [folder or .charm] [--json]
      In a folder with a src/charm.ts: names the author's mistakes (file, line), with the types of the charm's project.
      In a packed charm: names what Juju would refuse (file, field, rule), and warns of what it takes without a word.

  charm-layers pack [folder] [--base <base>]... [--arch <arch>] [--out <folder>] [--json]
      Packs the charm in a folder (package.json, src/charm.ts) with its runtime into one .charm for each base.
      --base   ubuntu@24.04, ubuntu@22.04, …; by default every base of the charm's definition
      --arch   amd64 or arm64; by default that of this machine
      --out    where the .charm goes; by default the current folder

  charm-layers --version

Examples
  charm-layers create web
  charm-layers create web --dir charms/web
  charm-layers check ./web_ubuntu-24.04-amd64.charm
  charm-layers pack charms/trove --base ubuntu@24.04 --arch amd64 --out dist
  juju deploy ./dist/trove_ubuntu-24.04-amd64.charm

Exit status: 0 well; 1 the charm is at fault, or packing failed; 2 the command was used wrongly.
`
