/** The proxies through which a machine reaches what is outside its cloud, by their names in a program's environment. */
export type Proxies = Readonly<Partial<Record<'http_proxy' | 'https_proxy' | 'no_proxy', string>>>
