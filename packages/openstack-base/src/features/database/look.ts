/**
 * Programs that look at a schema and that empty a half-made one. They are in Python, because the service brings a database client for
 * Python.
 */

import { type Database, verifiesHost } from '@charm-layers/interface-mysql-shared'
import { type Secret, secret } from '@charm-layers/relation'
import { isRecord, textsIn } from '@charm-layers/relation/wire'

/** What the database tells of the schema. */
export interface SchemaLook {
  readonly tables: readonly string[]
  /** The number of connections to the schema from other machines, without those that have asked for nothing in five minutes. */
  readonly others: number
}

// A database keeps the connection of a machine that has died for hours. A migration that goes on asks all the time, or waits for a lock, which
// shows as a query.
// The login comes by standard input, because every user of the machine sees arguments. So do the certificates: the schema is looked at before the
// files of the services are written. OpenSSL reads a certificate of its own from a file only, so that is one in memory.
const connect = `
import json, os, ssl, sys, pymysql
given = json.load(sys.stdin)
def file_in_memory(text):
    file = os.memfd_create("pem")
    os.write(file, text.encode())
    return "/proc/self/fd/%d" % file
def encryption(tls):
    context = ssl.create_default_context(cadata=tls["ca"])
    context.check_hostname = tls["verifies_host"]
    if "cert" in tls:
        context.load_cert_chain(file_in_memory(tls["cert"]), file_in_memory(tls["key"]))
    return context
def connect():
    tls = given.get("tls")
    if tls is None:
        return pymysql.connect(connect_timeout=20, **given["login"])
    connection = pymysql.connect(connect_timeout=20, ssl=encryption(tls), **given["login"])
    with connection.cursor() as cursor:
        cursor.execute("show session status like 'Ssl_cipher'")
        if not (cursor.fetchone() or ("", ""))[1]:
            raise pymysql.MySQLError("it gives a certificate authority, but its connections are not encrypted")
    return connection
def tables(cursor):
    cursor.execute("select table_name from information_schema.tables where table_schema = database()")
    return sorted(row[0] for row in cursor)
`
const lookProgram = `${connect}
try:
    with connect() as connection, connection.cursor() as cursor:
        found = tables(cursor)
        cursor.execute("select substring_index(host, ':', 1) from information_schema.processlist where id = connection_id()")
        own = cursor.fetchone()[0]
        cursor.execute("select count(*) from information_schema.processlist where db = database() and substring_index(host, ':', 1) <> %s and not (command = 'Sleep' and time > 300)", own)
        print(json.dumps({"tables": found, "others": cursor.fetchone()[0]}))
except (pymysql.MySQLError, ssl.SSLError) as error:
    print(json.dumps({"error": str(error.args[-1])[:200]}))
`
const emptyProgram = `${connect}
with connect() as connection, connection.cursor() as cursor:
    found = tables(cursor)
    strange = [name for name in found if name not in given["tables"]]
    if strange:
        sys.exit("the schema holds tables that the migration does not make: " + " ".join(strange))
    cursor.execute("set foreign_key_checks = 0")
    for name in found:
        cursor.execute("drop table \`" + name.replace("\`", "\`\`") + "\`")
`

const python = (program: string): readonly string[] => ['/usr/bin/python3', '-c', program]
/** The command that prints what a schema holds. */
export const lookArgv: readonly string[] = python(lookProgram)
/** The command that drops all tables of a schema, unless it holds tables that standard input does not name. */
export const emptyArgv: readonly string[] = python(emptyProgram)

const tlsInput = ({ host, tls }: Database) =>
  tls && {
    ca: tls.ca,
    verifies_host: verifiesHost({ host }),
    ...(tls.client === undefined ? {} : { cert: tls.client.cert, key: tls.client.key.reveal() }),
  }

/** Gives the standard input of both programs. */
export const schemaInput = (of: Database, tables: readonly string[]): Secret => {
  const { host, port, username, password, database } = of
  return secret(JSON.stringify({ login: { host, port, user: username, password: password.reveal(), database }, tls: tlsInput(of), tables }))
}

/** Reads what `lookArgv` has printed. */
export function parseLook(output: string): SchemaLook | { readonly error: string } {
  let said: unknown
  try {
    said = JSON.parse(output)
  } catch {
    return { error: 'its answer cannot be read' }
  }
  if (isRecord(said) && typeof said.error === 'string') return { error: said.error }
  const { tables, others } = isRecord(said) ? said : {}
  if (!Array.isArray(tables) || typeof others !== 'number') return { error: 'its answer cannot be read' }
  return { tables: textsIn(tables), others }
}
