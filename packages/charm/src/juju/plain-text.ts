/** Text for operators, in statuses and in the log: without the secrets that programs print. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: a class of Unicode takes ten times as long to compile, in each hook
const control = /[\u0000-\u001f\u007f-\u009f]+/g // oxlint-disable-line no-control-regex

// biome-ignore lint/suspicious/noControlCharactersInRegex: what terminals call a control sequence
const style = /\u001b\[[0-9;]{0,20}[A-Za-z]/g // oxlint-disable-line no-control-regex

/** Takes out the colours that some programs print wherever their words go. */
export const withoutStyle = (text: string): string => text.replace(style, '')

/** `user:password@host`, without the scheme that makes a URL of it. */
const bareLogin = /^([^:@]{1,64}:)[^:].*(?=@[\w[])/

/** A user may be shown when a password follows, and when it does not look like a token itself. */
const shownUser = (userinfo: string): string => {
  const [user = '', ...password] = userinfo.split(':')
  return password.join(':') === '' || user.length > 20 ? '***' : `${user}:***`
}

/**
 * Hides what stands between `://` and the last `@` of a word. A password may hold any sign when somebody has not encoded it, so rather the
 * path of a URL is hidden than a part of a password shown.
 */
function maskUrl(word: string): string {
  const to = word.lastIndexOf('@')
  if (to < 0) return word
  const scheme = word.indexOf('://')
  if (scheme < 0) return word.replace(bareLogin, '$1***')
  const from = scheme + 3
  return to < from ? word : `${word.slice(0, from)}${shownUser(word.slice(from, to))}${word.slice(to)}`
}

const names = 'pass(?:word|wd|phrase)|secret|token|credentials?|api[-_]?key|access[-_]?key|private[-_]?key|\\bpwd|signature'
const value = `"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|[^\\s&]+`
/** `password=…`, `"password": "…"`; MySQL's `(using password: YES)` is no password. */
const assigned = new RegExp(
  `((?:${names})(?:\\\\{0,3}["'])?[ \\t]{0,9}=>?[ \\t]{0,9}|(?:${names})\\\\{0,3}["']:[ \\t]{0,9})(?:${value})`,
  'gi',
)
/** `password: …`. Words after it are prose, such as why a key is invalid. */
const labelled = /((?:password|passwd|passphrase|token|secret|api[-_]?key|access[-_]?key)\s{0,9}:\s{1,9})(?!(?:yes|no)\b|[a-z]+ [a-z])\S+/gi
const parameters = /([?&](?:key|sig|auth|code)=)[^\s&]+/gi
const options = /(--(?:\w{1,20}-)?(?:password|token|secret)[ \t]{1,9})(?!-)\S+/gi
const headers = /(\bauthorization["']?[ \t]{0,9}[:=][ \t]{0,9}["']?(?:[a-z]{1,20}[ \t]{1,9})?|\bbearer[ \t]{1,9}(?=\S{8}))[^\s"']+/gi
/** `login u password …` of apt's and curl's files of logins, and SQL's `IDENTIFIED BY '…'`. */
const logins = /(\blogin[ \t]{1,9}\S{1,200}[ \t]{1,9}password[ \t]{1,9}|\bidentified[ \t]{1,9}by[ \t]{1,9})\S+/gi
const keys = /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[^-]*/g
const hint = /:\/\/|@|pass|secret|token|credential|key|pwd|auth|bearer|sig|code|identified/i

/**
 * Hides the secrets in a text: passwords and tokens of URLs, assignments such as `password=…`, options, headers, private keys. Programs print
 * them in their errors. It costs a time that grows with the length of the text, and no faster.
 */
export const maskSecrets = (text: string): string =>
  hint.test(text)
    ? text
        .replace(/\S+/g, maskUrl)
        .replace(keys, '$1***')
        .replace(headers, '$1***')
        .replace(assigned, '$1***')
        .replace(labelled, '$1***')
        .replace(parameters, '$1***')
        .replace(options, '$1***')
        .replace(logins, '$1***')
    : text

/** Makes one line of a text, and hides the secrets in it. */
export const plainText = (text: string): string => maskSecrets(withoutStyle(text)).replace(control, ' ').toWellFormed().trim()
