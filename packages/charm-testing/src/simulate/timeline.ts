/** Virtual time: what happens next, in order. It moves when nothing is left to do at a moment. */

interface Entry {
  readonly at: number
  readonly order: number
  /** Whether the model is at rest although this is still to come. */
  readonly rests: boolean
  readonly act: () => void
}

/** Virtual time, in milliseconds from the start of the model. */
export interface Timeline {
  /** Gives the time, in whole milliseconds. Each reading moves it by one, so that no two things have happened at once. */
  now(): number
  /** Gives the time, and does not move it. */
  readonly time: number
  /** Calls `act` after this time. What `rests` does not keep the model from being at rest. */
  after(milliseconds: number, act: () => void, rests?: boolean): void
  /** Moves to what comes next, and does it. Gives false when nothing is left, or nothing but what rests. */
  step(evenRests: boolean): boolean
}

const isBefore = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

/** A binary heap: the first entry is the next. */
function sink(heap: Entry[], entry: Entry): void {
  let at = 0
  for (;;) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]]
    const [child, index] = left && right && isBefore(right, left) ? [right, 2 * at + 2] : [left, 2 * at + 1]
    if (!child || isBefore(entry, child)) break
    heap[at] = child
    at = index
  }
  heap[at] = entry
}

function rise(heap: Entry[], entry: Entry): void {
  let at = heap.length
  for (;;) {
    const parent = (at - 1) >> 1
    const above = heap[parent]
    if (at === 0 || !above || isBefore(above, entry)) break
    heap[at] = above
    at = parent
  }
  heap[at] = entry
}

/** Makes a timeline. */
export function makeTimeline(): Timeline {
  const heap: Entry[] = []
  let [time, order, awake] = [0, 0, 0]
  return {
    now: () => {
      time += 1
      return time
    },
    get time() {
      return time
    },
    after: (milliseconds, act, rests = false) => {
      order += 1
      if (!rests) awake += 1
      rise(heap, { at: time + Math.ceil(milliseconds), order, rests, act })
    },
    step: (evenRests) => {
      const [next] = heap
      if (!next || (awake === 0 && !evenRests)) return false
      const last = heap.pop()
      if (last && heap.length > 0) sink(heap, last)
      if (!next.rests) awake -= 1
      time = Math.max(time, next.at)
      next.act()
      return true
    },
  }
}
