/** Looks whether the catalogue holds the URLs of a scheme, as a client of the service would see it. */
import { type Answer, type Context, type Desired, keep, remembered } from '@charm-layers/charm'
import { authUrl, type Identity } from '@charm-layers/interface-keystone'
import type { Scheme } from '@charm-layers/interface-openstack-ha'
import { type Secret, secret } from '@charm-layers/relation'
import { parseJson, textsIn } from '@charm-layers/relation/wire'

// The login comes by standard input, because every user of the machine sees arguments. What cannot be asked has not been seen.
const program = `
import json, sys, urllib.request
given = json.load(sys.stdin)
request = urllib.request.Request(given["url"], json.dumps({"auth": given["auth"]}).encode(), {"Content-Type": "application/json"})
found = []
try:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
        catalog = json.load(answer)["token"]["catalog"]
    for service in catalog:
        if service["type"] == given["type"]:
            found += [one["url"] for one in service["endpoints"] if given["region"] in (one.get("region"), one.get("region_id"))]
except Exception as error:
    print("The catalogue cannot be read: " + type(error).__name__, file=sys.stderr)
print(json.dumps(found))
`

/** The command that prints the URLs of a service in the catalogue. */
export const sightArgv: readonly string[] = ['/usr/bin/python3', '-c', program]

/** What is looked for, and who looks. */
export interface Looking {
  readonly identity: Identity
  readonly type: string
  readonly region: string
}

function sightInput({ identity, type, region }: Looking): Secret {
  const domain = { name: identity.domain }
  const user = { name: identity.username, domain, password: identity.password.reveal() }
  const auth = { identity: { methods: ['password'], password: { user } }, scope: { project: { name: identity.project, domain } } }
  return secret(JSON.stringify({ url: `${authUrl(identity)}/auth/tokens`, auth, type, region }))
}

/** The scheme that this unit has registered, and since when. Plain HTTP from the beginning is not noted. */
const registered = remembered.text('registered-scheme')

/**
 * How many milliseconds a unit waits before it believes what it sees: keystone may have begun to register what another unit, or this one, said before,
 * and a unit that looks in between would see what is about to change.
 */
const doubt = 60_000

/** Gives the steps that look, and whether the catalogue has been seen to hold nothing but URLs of the scheme. */
export function sightOf(
  { probe, recall, now }: Pick<Context, 'probe' | 'recall' | 'now'>,
  scheme: Scheme,
  looking: Looking | undefined,
): { readonly steps: Desired; readonly sees: boolean } {
  const before = recall(registered)
  const [was = '', since = ''] = before === '' ? ['http', '0'] : before.split(' ')
  const notes = keep(registered, was === scheme ? before : `${scheme} ${now}`)
  if (looking === undefined || was !== scheme || now - Number(since) < doubt) return { steps: notes, sees: false }
  const answer: Answer<string> = probe('Looking at the catalogue', sightArgv, { stdin: sightInput(looking) })
  const urls = answer.state === 'ready' ? textsIn(parseJson(answer.data)) : []
  return { steps: [notes, answer.steps], sees: urls.length > 0 && urls.every((url) => url.startsWith(`${scheme}://`)) }
}
