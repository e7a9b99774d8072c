import { defineConfig } from 'vitest/config'

// Tests run on the sources: no build stands between a change and its test.
export default defineConfig({
  resolve: { conditions: ['@charm-layers/source'] },
  ssr: { resolve: { conditions: ['@charm-layers/source'] } },
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'charms/*/test/**/*.test.ts',
      'tests/functional/charms/*/test/**/*.test.ts',
      'tools/test/**/*.test.ts',
    ],
    typecheck: {
      enabled: true,
      include: ['packages/*/test/**/*.test-d.ts', 'charms/*/test/**/*.test-d.ts'],
      tsconfig: './tsconfig.tests.json',
    },
  },
})
