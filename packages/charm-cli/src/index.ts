export { FormatError, readCharmArchive } from './format/index.ts'
