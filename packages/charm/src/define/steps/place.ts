/** Where in the charm's code each step was made, for messages to its author. It is kept beside the steps: they stay plain data. */

interface Made {
  readonly stack?: string
  /** How many of the stack's first places are of the runtime. */
  readonly own: number
}
const stacks = new WeakMap<object, Made>()

/**
 * Notes that the caller of `maker` has made this step, and gives the step. The stack becomes text only when somebody asks for the place.
 * `own` is how many callers of `maker` belong to the runtime.
 */
export function placed<S extends object>(step: S, maker: (...args: never) => unknown, own = 0): S {
  // Who wants no stacks, as a simulation of many hooks, pays for none.
  if (Error.stackTraceLimit === 0) return step
  const at: Made = { own }
  Error.captureStackTrace(at, maker)
  stacks.set(step, at)
  return step
}

/** Gives the first place of a stack as `file:line:column`, after those of the runtime; undefined when the stack has none. */
export function firstPlace(stack: string | undefined, own = 0): string | undefined {
  const line = stack?.split('\n').filter((one) => /^\s+at /.test(one))[own]
  const [, path, position] = line?.match(/^\s+at (?:.*? \()?(?:file:\/\/)?(.+?)(:\d+:\d+)\)?$/) ?? []
  if (path === undefined || position === undefined) return undefined
  const here = `${process.cwd()}/`
  return `${path.startsWith(here) ? path.slice(here.length) : path}${position}`
}

/** Gives the place at which a step was made; undefined for a step that no function of this package has made. */
export const placeOf = (step: object): string | undefined => {
  const made = stacks.get(step)
  return firstPlace(made?.stack, made?.own)
}
