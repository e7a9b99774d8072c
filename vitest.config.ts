import { defineConfig } from 'vitest/config'
import { hbs } from './packages/charm-cli/src/hbs/index.ts'
import { skippedReporter } from './tools/reporter.ts'

// Tests run on the sources: no build stands between a change and its test.
export default defineConfig({
  plugins: [hbs()],
  resolve: { conditions: ['@charm-layers/source'] },
  ssr: { resolve: { conditions: ['@charm-layers/source'] } },
  test: {
    reporters: ['default', skippedReporter()],
    include: [
      'packages/*/test/**/*.test.ts',
      'packages/charm-cli/templates/test/*.test.ts',
      'charms/*/test/**/*.test.ts',
      'examples/*/test/**/*.test.ts',
      'tests/functional/charms/*/test/**/*.test.ts',
      'tests/functional/test/**/*.test.ts',
      'tests/interop/test/**/*.test.ts',
      'tools/test/**/*.test.ts',
    ],
    typecheck: {
      enabled: true,
      include: ['packages/*/test/**/*.test-d.ts', 'charms/*/test/**/*.test-d.ts'],
      tsconfig: './tsconfig.tests.json',
    },
  },
})
