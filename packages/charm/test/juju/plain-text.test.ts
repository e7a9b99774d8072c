import { describe, expect, test } from 'vitest'
import { lastLine } from '../../src/hook/reconcile/change.ts'
import { maskSecrets, plainText } from '../../src/juju/plain-text.ts'

describe('a secret is hidden', () => {
  test.each([
    ['E: cannot reach https://user:hunter2@host/ubuntu', 'E: cannot reach https://user:***@host/ubuntu'],
    ['mysql://trove:hunter2@db/trove', 'mysql://trove:***@db/trove'],
    ['https://hunter2@host/ubuntu', 'https://***@host/ubuntu'],
    ['https://hunter2:@host', 'https://***@host'],
    ['https://ghp_hunter2hunter2hunter2:x-oauth-basic@host', 'https://***@host'],
    ['deb https://u:hunter2@hunter2@host/x y', 'deb https://u:***@host/x y'],
    ['https://u:hunter2/hunter2@host/x', 'https://u:***@host/x'],
    ['https://u:hunter2?#hunter2@host/x', 'https://u:***@host/x'],
    ['rabbit://a:hunter2@h1:5672,b:hunter2@h2:5672/v', 'rabbit://a:***@h2:5672/v'],
    ['see http://h/x?token=hunter2&a=b', 'see http://h/x?token=***&a=b'],
    ['http://h/x?key=hunter2&X-Amz-Signature=hunter2', 'http://h/x?key=***&X-Amz-Signature=***'],
    ['db_password=hunter2 failed', 'db_password=*** failed'],
    ['PASSWORD = "hunter2 hunter2" failed', 'PASSWORD = *** failed'],
    [String.raw`{"password": "hunter2\"hunter2", "a": 1}`, '{"password": ***, "a": 1}'],
    ["{'auth_token': 'hunter2'}", "{'auth_token': ***}"],
    ['password=hunter2,hunter2;hunter2', 'password=***'],
    ['password: hunter2', 'password: ***'],
    ['mysqldump --password hunter2 x', 'mysqldump --password *** x'],
    ['curl --auth-token hunter2 x', 'curl --auth-token *** x'],
    ['cannot connect to trove:hunter2@db:3306/trove', 'cannot connect to trove:***@db:3306/trove'],
    ["Unknown source: 'user:hunter2@hunter2@host/ubuntu'", "Unknown source: 'user:***@host/ubuntu'"],
    ['db_password: hunter2', 'db_password: ***'],
    ['client_secret: hunter2', 'client_secret: ***'],
    ['X-Auth-Token: hunter2', 'X-Auth-Token: ***'],
    ['X-Api-Key: hunter2', 'X-Api-Key: ***'],
    ['password => hunter2', 'password => ***'],
    [String.raw`{\"password\": \"hunter2\"}`, String.raw`{\"password\": ***`],
    ['machine h login u password hunter2', 'machine h login u password ***'],
    ["CREATE USER 'trove' IDENTIFIED BY 'hunter2'", "CREATE USER 'trove' IDENTIFIED BY ***"],
    ['Authorization: Basic hunter2', 'Authorization: Basic ***'],
    ['with Bearer hunter2hunter2', 'with Bearer ***'],
    [
      '-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----',
      '-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----',
    ],
  ])('%s', (text, shown) => {
    expect(maskSecrets(text)).toBe(shown)
    expect(plainText(text)).not.toContain('hunter2')
  })
})

describe('what is none is shown', () => {
  test.each([
    "'amqp' incomplete: password hostname",
    "'shared-db' invalid: password: holds a line break or another control character",
    "option 'config-flags' is not of the form key=value, key=value",
    "Access denied for user 'trove'@'10.0.0.1' (using password: YES)",
    'http://archive.example.com/ubuntu jammy-updates/caracal Release does not exist',
    'Migration failed: mail admin@example.com',
    'Awaiting leader to create required secrets',
    'grant secret:cvq1k2fmp25c7bvk2bgg',
    "'trove'@'10.0.0.1': no such user",
    'systemctl restart getty@tty1.service',
    'option api-key: is empty',
  ])('%s', (text) => expect(plainText(text)).toBe(text))
})

test.each([
  '://',
  'password',
  'password=',
  'authorization: ',
  '-----BEGIN PRIVATE KEY-----',
  '--token ',
  ' ',
  'a',
  '"password": "\\',
  "token'",
  '-',
  '@',
  '://a@',
])('megabytes of %j are looked through within a second', (part) => {
  const text = part.repeat(1_000_000 / part.length)
  const begun = performance.now()
  for (const one of [text, `://${text}`, `key ${text}`]) maskSecrets(one)
  expect(performance.now() - begun).toBeLessThan(1000)
})

describe('the colours of a program', () => {
  test('are taken out of a text, before secrets are looked for', () => {
    expect(plainText('\u001b[31mERROR\u001b[0m: Cannot create group')).toBe('ERROR: Cannot create group')
    expect(plainText('db_password=\u001b[1;33mhunter2\u001b[0m failed')).toBe('db_password=*** failed')
  })

  test('are no line', () => {
    expect(lastLine('\u001b[31mERROR\u001b[0m: no such node\n\u001b[0m\n')).toBe('ERROR: no such node')
  })
})
