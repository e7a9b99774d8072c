import { describe, expect, test } from 'vitest'
import { flagsBySection, parseConfigFlags } from '../src/features/common/config-flags.ts'
import { extendSections } from '../src/render/oslo-config.ts'

const extended = (text: string, flags: string) => extendSections(text, flagsBySection(flags))

describe('a flag goes', () => {
  const file = '# About the file.\n[DEFAULT]\na = 1\n\n# About x.\n[x]\nb = 2\n\n[y]\n\n# The end.\n'
  test.each([
    ['c=3', 'into [DEFAULT], after what is there', file.replace('a = 1\n', 'a = 1\nc = 3\n')],
    ['x.c=3', 'into another section, before what is said about the next one', file.replace('b = 2\n', 'b = 2\nc = 3\n')],
    ['y.c=3', 'into an empty section', file.replace('[y]\n', '[y]\nc = 3\n')],
    ['z.c=3, z.d=4', 'into a new section at the end', `${file}\n[z]\nc = 3\nd = 4\n`],
    ['a:b.c.d=3', 'into a section with signs in its name', `${file}\n[a:b.c]\nd = 3\n`],
    ['__proto__.c=3', 'into a section with the name of a prototype', `${file}\n[__proto__]\nc = 3\n`],
    ['x.c=a,b, x.c=$1', 'with the last value of a name', file.replace('b = 2\n', 'b = 2\nc = $$$$1\n')],
  ])('%s %s', (flags, _, wanted) => {
    expect(extended(file, flags)).toBe(wanted)
  })

  test('into a file without any section', () => {
    expect(extended('', 'c=3')).toBe('\n\n[DEFAULT]\nc = 3\n')
  })
})

test.each(['.a=1', 'a.=1', 'a..b=1', '[a].b=1', 'a b.c=1', 'a/b.c=1', 'a.b'])('%s is refused', (text) => {
  expect(parseConfigFlags(text)).toHaveProperty('problem')
})
