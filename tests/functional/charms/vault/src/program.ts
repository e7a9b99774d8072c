/** The authority: a program that makes keys and certificates with openssl, and keeps them. */
import { type FileStep, file } from '@charm-layers/charm'

/** Where the keys and certificates are; only root may look. */
export const folder = '/var/lib/stand-in-vault'

/**
 * Called with the folder, a verb and what the verb needs; standard input says which certificates are asked for, by id. Prints what is to be
 * given out as JSON, keys among it. `look` only reads, and prints `missing` when something has to be made first.
 *
 * A certificate is a folder that appears complete or not at all, so a killed hook leaves nothing half-made. All certificates come from the
 * authority that `signer` names; while there are two, both roots are given out, the signer's first.
 */
const text = `import hashlib, ipaddress, json, os, secrets, shutil, subprocess, sys, tempfile

os.umask(0o077)
folder, verb, *rest = sys.argv[1:]
asked = json.load(sys.stdin)
YEAR = 365
LEAF = """basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth, clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""
AUTHORITY = """basicConstraints = critical, CA:TRUE%s
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
"""


def path(*parts):
    return os.path.join(folder, *map(str, parts))


def read(*parts):
    with open(path(*parts)) as file:
        return file.read()


def write(content, *parts):
    with open(path(*parts), "w") as file:
        file.write(content)


def make(target, name, extensions, days, signer=None, request=None):
    """Makes a folder with a key and its certificate, by itself or by the authority of another folder."""
    new = tempfile.mkdtemp(dir=path("new"))
    settings, key, cert = (os.path.join(new, what) for what in ("settings", "key.pem", "cert.pem"))
    write("[req]\\ndistinguished_name = subject\\nprompt = no\\n[subject]\\nCN = %s\\n[extensions]\\n%s" % (name, extensions), settings)
    write(json.dumps(request), new, "request")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    by = () if signer is None else ("-CA", path(signer, "cert.pem"), "-CAkey", path(signer, "key.pem"))
    what = ("-days", str(days), "-set_serial", "0x" + secrets.token_hex(16), "-config", settings, "-extensions", "extensions")
    done = subprocess.run(("openssl", "req", "-x509", "-sha256") + curve + what + by + ("-keyout", key, "-out", cert), stderr=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit("openssl: " + done.stderr.decode().strip())
    if os.path.isdir(path(target)):
        os.rename(path(target), tempfile.mktemp(dir=path("new")))
    os.makedirs(os.path.dirname(path(target)), exist_ok=True)
    os.rename(new, path(target))


def authorities():
    """Gives the numbers of the authorities that are complete."""
    found = os.listdir(path("authorities")) if os.path.isdir(path("authorities")) else []
    return sorted(int(one) for one in found if os.path.exists(path("authorities", one, "intermediate", "cert.pem")))


def establish(number):
    """Makes an authority: a root, and one below it that signs."""
    root = "authorities/%d/root" % number
    make(root, "Stand-in vault root %d" % number, AUTHORITY % "", 10 * YEAR)
    below = AUTHORITY % ", pathlen:0" + "authorityKeyIdentifier = keyid\\n"
    make("authorities/%d/intermediate" % number, "Stand-in vault intermediate %d" % number, below, 5 * YEAR, root)


def place(one):
    return "issued/" + hashlib.sha256(one.encode()).hexdigest()[:32]


def pair(one):
    return {"cert": read(place(one), "cert.pem"), "key": read(place(one), "key.pem")}


def is_there(one):
    return os.path.exists(path(place(one))) and json.loads(read(place(one), "request")) == asked[one]


def kind(name):
    """Gives an alternative name in the words of openssl: an address, or else a name."""
    try:
        return "IP:%s" % ipaddress.ip_address(name)
    except ValueError:
        return "DNS:" + name


def issue(days=YEAR):
    signer = "authorities/%s/intermediate" % read("signer")
    for one, request in sorted(asked.items()):
        if not is_there(one):
            name, sans = request["name"], request["sans"]
            # Clients of today look at the alternative names only.
            names = sans + [name] * (name not in sans and " " not in name)
            alternative = "subjectAltName = %s\\n" % ", ".join(map(kind, names)) if names else ""
            make(place(one), name, LEAF + alternative, days, signer, request)


def sign_by(number):
    write(str(number), "signer.new")
    os.rename(path("signer.new"), path("signer"))


def forget(unit):
    """Forgets the certificates of a unit, or all, those of units that have left among them."""
    for one in os.listdir(path("issued")):
        if unit in ("", json.loads(read("issued", one, "request"))["unit"]):
            os.rename(path("issued", one), tempfile.mktemp(dir=path("new")))


numbers = authorities()
unit = rest[0] if rest else ""
if verb == "look" and not (numbers and os.path.exists(path("signer")) and all(map(is_there, asked))):
    print("missing")
    sys.exit()
if verb != "look":
    # What a killed run has left.
    shutil.rmtree(path("new"), ignore_errors=True)
    os.makedirs(path("new"))
    if not numbers:
        establish(1)
        numbers = [1]
    if not os.path.exists(path("signer")):
        sign_by(numbers[0])
    issue()
    if unit != "" and unit not in [request["unit"] for request in asked.values()]:
        sys.exit("no unit %s has asked for certificates" % unit)
if verb == "rotate-leaf":
    if unit != "" and int(read("signer")) != numbers[-1]:
        sys.exit("there is a new authority: its certificates are made for all units at once")
    forget(unit)
    sign_by(numbers[-1])
    issue()
if verb == "expire-soon":
    forget(unit)
    issue(int(rest[1]))
if verb == "rotate-ca":
    if len(numbers) > 1:
        sys.exit("there is a new authority already: run rotate-leaf, then retire-ca")
    establish(numbers[-1] + 1)
if verb == "retire-ca":
    if len(numbers) == 1:
        sys.exit("there is no former authority: run rotate-ca first")
    if int(read("signer")) != numbers[-1]:
        sys.exit("certificates of the former authority are in use: run rotate-leaf first")
    for number in numbers[:-1]:
        shutil.rmtree(path("authorities", number, "intermediate"))
        shutil.rmtree(path("authorities", number))
if verb != "look":
    shutil.rmtree(path("new"))
numbers = authorities()
signer = int(read("signer"))
roots = [signer] + [number for number in numbers if number != signer]
told = {"ca": "".join(read("authorities", number, "root", "cert.pem") for number in roots)}
told["chain"] = read("authorities", signer, "intermediate", "cert.pem")
told["certificates"] = {one: pair(one) for one in asked}
print(json.dumps(told))
`

/** The program's file. */
export const program: FileStep = file('/usr/local/lib/stand-in-vault/authority.py', text)

/** Gives the arguments that run the program. */
export const run = (verb: string, ...rest: readonly string[]): readonly string[] => ['python3', program.path, folder, verb, ...rest]
