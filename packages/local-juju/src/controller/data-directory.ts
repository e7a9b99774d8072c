import { homedir } from 'node:os'
import { join } from 'node:path'

/** Gives the folder that holds the controller's data: below `JUJU_DATA`, so that it never meets a real Juju's files. */
export const dataDirectory = (env: Readonly<Record<string, string | undefined>>): string =>
  env.JUJU_DATA
    ? join(env.JUJU_DATA, 'local-juju')
    : join(env.XDG_DATA_HOME || join(env.HOME || homedir(), '.local', 'share'), 'local-juju')

/** Gives the folder that holds the models of a data directory. */
export const modelsDirectory = (dataDir: string): string => join(dataDir, 'models')

/** Gives the folder of a model by its UUID. The name is short, since the paths of sockets below it (in tests) have a maximum length. */
export const modelDirectory = (dataDir: string, uuid: string): string => join(modelsDirectory(dataDir), uuid.slice(0, 8))
