/** Readers and writers of what stands in databags. Reading never throws; what cannot be read is undefined. */
export { pemFromBase64, pemOf, toBase64 } from './base64.ts'
export { isList, isRecord, type Json, parseJson, pythonJson, textsIn } from './json.ts'
export { byUnit, commaList, sortedOnce, sortedUnits, wordList } from './list.ts'
export { isInside } from './network.ts'
export { numberOf, numberText, portOf } from './number.ts'
export { parsePythonLiteral } from './python-literal.ts'
export { byKey, byText, defined, flagOf, splitPrefix, textOf, withPrefix } from './text.ts'
export { urlHost, urlText } from './url.ts'
