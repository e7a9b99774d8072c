import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { isLogged, type Logging, parseLogging } from '../../model/logging.ts'

/** One line of `juju debug-log`. */
export interface LogLine {
  readonly time: string
  /** A tag such as `unit-web-0`, `machine-0`, `controller`. */
  readonly entity: string
  readonly level: string
  readonly module: string
  readonly message: string
}

/** One run of a unit, as functional tests read it: tool names with their number, what it committed; never values. */
export interface TraceLine {
  readonly unit: string
  /** Hook name, action name or `juju-exec`. */
  readonly run: string
  readonly kind: 'hook' | 'action' | 'exec'
  readonly start: string
  readonly end: string
  readonly exit: number | null
  readonly signal: string | null
  readonly outcome: 'committed' | 'failed' | 'requeued' | 'rebooted' | 'lost'
  /** Calls by tool name. */
  readonly tools: { readonly [tool: string]: number }
  /** What Juju was made to write: `status-set`, `relation-set 3`, … */
  readonly committed: readonly string[]
}

/** Appends to a model's log and trace. */
export interface Journal {
  log(line: Omit<LogLine, 'time'>): void
  trace(line: TraceLine): void
}

/** Names the files of a model's log and trace in its directory; they hold one JSON object a line. */
export function journalFiles(directory: string): { readonly log: string; readonly trace: string } {
  return { log: join(directory, 'log.jsonl'), trace: join(directory, 'trace.jsonl') }
}

/** Opens the append-only files of a model; lines below the levels of its `logging-config` are dropped. */
export function openJournal(directory: string, loggingConfig: () => string): Journal {
  const files = journalFiles(directory)
  const append = (file: string, value: object): void => appendFileSync(file, `${JSON.stringify(value)}\n`, { mode: 0o600 })
  let parsed: { readonly text: string; readonly logging: Logging } | undefined
  const logging = (): Logging => {
    const text = loggingConfig()
    if (parsed?.text !== text) parsed = { text, logging: parseLogging(text) }
    return parsed.logging
  }
  return {
    log: (line) => {
      if (isLogged(logging(), line.module, line.level)) append(files.log, { time: new Date().toISOString(), ...line })
    },
    trace: (line) => append(files.trace, line),
  }
}
