/** A machine in memory behind the Host port: the same contract tests hold for it and for the real one. */
import type { Clock, Command, FileOnHost, Host, Outcome, ServiceOnHost, ServiceVerb } from '@charm-layers/charm/ports'
import type { FileState, ServiceState, State } from './state.ts'

export interface MemoryHost extends Host {
  readonly files: Map<string, FileState>
  readonly directories: Map<string, Omit<FileState, 'content'>>
  readonly packages: Map<string, string>
  readonly serviceStates: Map<string, ServiceState>
  readonly did: { installed: string[]; started: string[]; restarted: string[]; reloaded: string[]; ran: Command[] }
}

const well: Outcome = { code: 0, stdout: '', stderr: '' }
const badly = (stderr: string, code = 1): Outcome => ({ code, stdout: '', stderr })

/** Time that only moves when something happens, and always moves then. */
export function memoryClock(start: number): Clock {
  let [time, seeds] = [start, 0]
  return {
    now: () => {
      time += 1
      return time
    },
    sleep: async (milliseconds) => {
      time += milliseconds
    },
    random: (bytes) => {
      seeds += 1
      return seeds
        .toString(16)
        .padStart(2, '0')
        .repeat(bytes)
        .slice(0, bytes * 2)
    },
  }
}

const asFile = (file: string | FileState): FileState =>
  typeof file === 'string' ? { content: file, mode: 0o644, owner: 'root', group: 'root', modified: 0 } : file

/** One that dies every three seconds, and that systemd starts again each time. */
const flapping = (now: number) => ({ restarts: Math.floor(now / 3000), since: now - 1000 })

export function memoryHost(state: State, clock: Clock): MemoryHost {
  const files = new Map(Object.entries(state.files ?? {}).map(([path, file]) => [path, asFile(file)]))
  const directories = new Map(Object.entries(state.directories ?? {}))
  const packages = new Map(Object.entries(state.packages ?? {}))
  const services = new Map(Object.entries(state.services ?? {}))
  const did = {
    installed: [] as string[],
    started: [] as string[],
    restarted: [] as string[],
    reloaded: [] as string[],
    ran: [] as Command[],
  }
  const failing = state.failing ?? {}

  const contents = (name: string) =>
    state.offered?.[name] ?? (state.offered?.[name] === false ? false : { version: '1.0-1', services: [name] })
  const isKnown = (name: string): boolean =>
    services.get(name)?.substate === 'exited' ||
    [...packages.keys()].some((of) => {
      const has = contents(of)
      return has !== false && (has.services ?? []).includes(name)
    })

  const stopped: ServiceState = { active: false, enabled: false, masked: false, since: 0, substate: 'dead' }
  const change = (name: string, to: Partial<ServiceState>) => services.set(name, { ...(services.get(name) ?? stopped), ...to })
  const start = (name: string): void => {
    const fails = name in failing
    change(name, { active: !fails, since: clock.now(), restarts: 0, substate: fails ? 'failed' : 'running' })
  }

  function manage(verb: ServiceVerb, name: string): Outcome {
    const found = services.get(name) ?? stopped
    switch (verb) {
      case 'mask':
        change(name, { masked: true, active: false, substate: 'dead' })
        return well
      case 'unmask':
        change(name, { masked: false })
        return well
      case 'stop':
        change(name, { active: false, substate: 'dead' })
        return well
      default:
        if (found.masked) return badly(`Failed to ${verb} ${name}.service: Unit ${name}.service is masked.`)
        if (!isKnown(name)) return badly(`Unit ${name}.service not found.`, 5)
        if (verb === 'enable') change(name, { enabled: true })
        else if (verb === 'reload') {
          change(name, { reloaded: clock.now() })
          did.reloaded.push(name)
        } else {
          start(name)
          did[verb === 'start' ? 'started' : 'restarted'].push(name)
        }
        return well
    }
  }

  /** Transient units: run at once, and left as systemd leaves them. */
  function transient(argv: readonly string[]): Outcome {
    const unit = argv.find((arg) => arg.startsWith('--unit='))?.slice('--unit='.length) ?? ''
    const user = argv.find((arg) => arg.startsWith('--uid='))?.slice('--uid='.length)
    const description = argv.find((arg) => arg.startsWith('--description='))?.slice('--description='.length) ?? unit
    const command = { argv: argv.slice(argv.indexOf('--') + 1), ...(user === undefined ? {} : { user }) }
    did.ran.push(command)
    const { code } = { ...well, ...state.commands?.(command) }
    services.set(unit, { ...stopped, description, active: code === 0, since: clock.now(), substate: code === 0 ? 'exited' : 'failed' })
    return well
  }

  return {
    files,
    directories,
    packages,
    serviceStates: services,
    did,
    facts: {
      distribution: state.machine?.distribution ?? 'ubuntu',
      codename: state.machine?.codename ?? 'noble',
      architecture: state.machine?.architecture ?? 'amd64',
      hostname: 'machine',
      cpus: state.machine?.cpus ?? 2,
      addresses: state.machine?.addresses ?? ['10.0.0.10'],
      installed: (name) => packages.get(name),
    },
    file: (path): FileOnHost | undefined => files.get(path),
    writeFile: (path, file) => void files.set(path, { ...file, modified: clock.now() }),
    directory: (path) => directories.get(path),
    makeDirectory: (path, as) => void directories.set(path, { ...as, modified: clock.now() }),
    removeFile: (path) => void files.delete(path),
    services: async (names) =>
      new Map(
        names.map((name): [string, ServiceOnHost] => {
          const found = services.get(name) ?? stopped
          return [
            name,
            {
              description: '',
              restarts: 0,
              ...found,
              ...((state.flapping ?? []).includes(name) ? flapping(clock.now()) : {}),
              known: isKnown(name) || services.has(name),
              result: found.active ? '' : (failing[name] ?? ''),
            },
          ]
        }),
      ),
    lastReload: async (name) => services.get(name)?.reloaded ?? 0,
    isListening: (port, protocol) => !(state.silent ?? []).includes(`${port}/${protocol}`),
    manage: async (verb, names) => names.map((name) => manage(verb, name)).find(({ code }) => code !== 0) ?? well,
    install: async (names) => {
      const missing = names.find((name) => contents(name) === false)
      if (missing !== undefined) return badly(`E: Unable to locate package ${missing}`, 100)
      for (const name of names) {
        const has = contents(name)
        if (has === false) continue
        packages.set(name, has.version)
        did.installed.push(name)
        // Packages start what they bring, unless it is masked.
        for (const of of has.services ?? []) if (!services.get(of)?.masked) start(of)
        for (const of of has.services ?? []) change(of, { enabled: true })
      }
      return well
    },
    fetch: async (url) => {
      const text = state.urls?.[url]
      return text === undefined ? badly(`${new URL(url).hostname} cannot be reached`) : { ...well, stdout: text }
    },
    run: async (command) => {
      if (command.argv[0] === 'systemd-run') return transient(command.argv)
      const [program, verb, unit = ''] = command.argv
      if (program === 'systemctl' && (verb === 'stop' || verb === 'reset-failed')) services.delete(unit)
      if (command.argv[0] === 'journalctl' || command.argv[0] === 'systemctl') return { ...well, ...state.commands?.(command) }
      did.ran.push(command)
      return { ...well, ...state.commands?.(command) }
    },
  }
}
