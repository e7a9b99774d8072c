/** The proxies through which a machine reaches the world outside its cloud, by the names of their environment variables. */
export type Proxies = Readonly<Partial<Record<'http_proxy' | 'https_proxy' | 'no_proxy', string>>>
