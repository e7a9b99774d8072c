/** The proof at the end of `npm start`: one authenticated request to the real Trove API, and what it answered. */
import { mustJuju } from './juju.ts'

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
const list = (value: unknown): readonly Record<string, unknown>[] => (Array.isArray(value) ? value.map(record) : [])

/** Asks the unit of keystone for the administrator's password, by an action: only those who may run actions see its result. */
async function adminPassword(model: string): Promise<string> {
  const answer: unknown = JSON.parse(await mustJuju('run', '-m', model, '--format', 'json', 'keystone/0', 'get-admin-password'))
  const [task] = Object.values(record(answer)).map(record)
  const password = record(task?.results)['admin-password']
  if (typeof password !== 'string') throw new Error("keystone's action get-admin-password gave no password")
  return password
}

async function getToken(model: string, keystone: string): Promise<{ readonly token: string; readonly body: Record<string, unknown> }> {
  const domain = { id: 'default' }
  const user = { name: 'admin', domain, password: await adminPassword(model) }
  const response = await fetch(`http://${keystone}:5000/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: { identity: { methods: ['password'], password: { user } }, scope: { project: { name: 'admin', domain } } },
    }),
    signal: AbortSignal.timeout(30_000),
  })
  const token = response.headers.get('x-subject-token')
  if (response.status !== 201 || token === null) throw new Error(`keystone answers ${response.status} to a request for a token`)
  return { token, body: record(record(await response.json()).token) }
}

/** Gets a token, finds Trove in the catalogue, asks it for its datastores, and gives the line that says so. */
export async function prove(model: string, keystone: string): Promise<string> {
  const { token, body } = await getToken(model, keystone)
  const service = list(body.catalog).find(({ type }) => type === 'database')
  const url = list(service?.endpoints).find((one) => one.interface === 'public')?.url
  if (typeof url !== 'string') throw new Error("keystone's catalogue has no endpoint of type database")
  const start = performance.now()
  const response = await fetch(`${url}/datastores`, { headers: { 'x-auth-token': token }, signal: AbortSignal.timeout(60_000) })
  const took = `${Math.round(performance.now() - start)} ms`
  const answer: unknown = await response.json()
  const shown = url.replace(/[0-9a-f]{28}$/, '…')
  const line = `GET ${shown}/datastores  ${response.status}  as user admin, token from keystone  ${took.padStart(9)}`
  if (response.status !== 200 || !Array.isArray(record(answer).datastores)) throw new Error(`${line}\n${JSON.stringify(answer)}`)
  return line
}
