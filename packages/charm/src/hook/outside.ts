/** Takes what is outside of the context from a function: the clock, random numbers, the network, the environment of the process. */
import { CharmError } from '../errors.ts'

const refuse = (what: string): never => {
  throw new CharmError('E_IMPURE', `the charm's function reads ${what}, which is not in its context`, {
    hint: 'desired has to give the same steps for the same context: make it an option, a fact, a shared secret or a probe',
  })
}

/** A date that is told stays; the present one is refused. */
const dateWithoutNow: DateConstructor = new Proxy(Date, {
  construct: (target, words: [], newTarget) =>
    words.length === 0 ? refuse('the clock (new Date())') : Reflect.construct(target, words, newTarget),
  apply: () => refuse('the clock (Date())'),
  get: (target, key) => (key === 'now' ? () => refuse('the clock (Date.now())') : Reflect.get(target, key)),
})

/** Variables that libraries look at for their own sake. */
const ofLibraries: readonly string[] = ['NODE_ENV', 'NODE_DEBUG', 'NO_COLOR', 'FORCE_COLOR', 'DEBUG', 'LOG_STREAM', 'LOG_TOKENS']

const noEnvironment: NodeJS.ProcessEnv = new Proxy<NodeJS.ProcessEnv>(
  {},
  {
    get: (_, name) => (typeof name === 'symbol' || ofLibraries.includes(name) ? undefined : refuse(`process.env.${name}`)),
    has: (_, name) => (typeof name === 'symbol' || ofLibraries.includes(name) ? false : refuse(`process.env.${name}`)),
    ownKeys: () => refuse('process.env'),
  },
)

/** Functions that are refused, by the object that has them. */
const refused: readonly (readonly [holder: object, spelled: string, names: readonly string[]])[] = [
  [Math, 'Math.', ['random']],
  [crypto, 'crypto.', ['randomUUID', 'getRandomValues']],
  [performance, 'the clock (performance.', ['now']],
  [globalThis, '', ['fetch']],
]

/** Puts a value in the place of a property, and gives what puts it back. */
function replaced(holder: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(holder, name)
  Object.defineProperty(holder, name, { value, configurable: true, writable: true })
  return () => {
    if (before) Object.defineProperty(holder, name, before)
    else Reflect.deleteProperty(holder, name)
  }
}

/**
 * Runs a synchronous function that may read nothing but its arguments.
 * @throws CharmError when it asks for the time, a random number, the network or the environment, and whatever it throws.
 */
export function withoutOutside<Result>(run: () => Result): Result {
  const back = refused.flatMap(([holder, spelled, names]) =>
    names.map((name) => replaced(holder, name, () => refuse(`${spelled}${name}()${spelled.includes('(') ? ')' : ''}`))),
  )
  back.push(replaced(process, 'env', noEnvironment), replaced(globalThis, 'Date', dateWithoutNow))
  try {
    return run()
  } finally {
    for (const restore of back) restore()
  }
}
