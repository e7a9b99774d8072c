/** Where a machine's programs are looked for. */
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** What a command gets that runs on a machine outside of any hook. */
export const SYSTEM_ENVIRONMENT: Readonly<Record<string, string>> = { PATH: SYSTEM_PATH, HOME: '/root', LANG: 'C.UTF-8' }
