import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { skipFor } from '../../../tools/skip.ts'
import {
  checkMetadata,
  FormatError,
  type JujuVersion,
  parseActions,
  parseConfig,
  parseLxdProfile,
  parseManifest,
  parseMetadata,
} from '../src/format/index.ts'

interface Case {
  readonly id: string
  readonly juju: readonly JujuVersion[]
  readonly file: string
  readonly content: string
  readonly manifest?: string
  readonly expect: { readonly error: string | null; readonly format?: string }
}

const cases: readonly Case[] = JSON.parse(readFileSync(new URL('./cases/charm-format.json', import.meta.url), 'utf8'))

/** Cases that are not run, each with its reason. */
const leftOut: Readonly<Record<string, string>> = {}

/** Runs the parser of one file as the recorded runs did, and gives what they gave. */
const outcome = ({ file, content, manifest }: Case, juju: JujuVersion): { error: string | null; format?: string } => {
  try {
    switch (file) {
      case 'metadata.yaml': {
        const metadata = parseMetadata(content, { juju })
        return {
          error: null,
          format: checkMetadata(metadata, manifest === undefined ? undefined : parseManifest(manifest, { juju }), { juju }),
        }
      }
      case 'config.yaml':
        parseConfig(content, { juju })
        break
      case 'actions.yaml':
        parseActions('web', content, { juju })
        break
      case 'manifest.yaml':
        parseManifest(content, { juju })
        break
      case 'lxd-profile.yaml':
        parseLxdProfile(content)
        break
      default:
        throw new Error(`no parser for ${file}`)
    }
    return { error: null }
  } catch (error) {
    if (error instanceof FormatError) return { error: error.message }
    throw error
  }
}

describe('answers as Juju does', () => {
  for (const each of cases) {
    for (const juju of each.juju) {
      test(`${each.id} on ${juju}`, skipFor(leftOut[each.id]), () => expect(outcome(each, juju)).toEqual(each.expect))
    }
  }
})

test('leaves out only cases that exist', () => {
  const ids = new Set(cases.map(({ id }) => id))
  expect(Object.keys(leftOut).filter((id) => !ids.has(id))).toEqual([])
})
