import { hbs } from '@charm-layers/charm-cli/hbs'
import { defineConfig } from 'vitest/config'

// Templates are compiled for the tests as they are for the packed charm.
export default defineConfig({ plugins: [hbs()] })
