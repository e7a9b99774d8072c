/** Runs one thing at a time for each name, in the order of asking. */
export function locks(): <Result>(name: string, run: () => Promise<Result>) => Promise<Result> {
  const tails = new Map<string, Promise<unknown>>()
  return (name, run) => {
    const before = tails.get(name) ?? Promise.resolve()
    const next = before.then(run, run)
    const tail = next.catch(() => undefined)
    tails.set(name, tail)
    return next
  }
}
