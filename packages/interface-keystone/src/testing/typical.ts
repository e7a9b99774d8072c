/** What a typical keystone answers, for the tests of charms. */
import { secret } from '@charm-layers/relation'
import type { AnswerBag, LocationBag, Protocol } from '../answer.ts'

/** Names the secret of keystone on Kubernetes. */
export const SECRET_ID = 'secret:cq9r1kvmp25c77u0a1b0'

/** The password of the service user unless another is chosen. */
export const PASSWORD = 'Zq7hT2mWk9sXb4LpV8nC3rYd'

/** What a test may choose about an answer. */
export interface AnswerOptions {
  /**
   * `unit`: on machines, where the leader answers in its own bag. On Kubernetes, in the bag of the application: `app` with the password in
   * clear, `secret` with one of `secrets`.
   */
  readonly dialect?: 'unit' | 'app' | 'secret'
  readonly protocol?: Protocol
  readonly host?: string
  readonly password?: string
}

/** An answer with the members that every answer has. */
export type TypicalAnswer = AnswerBag & Required<Pick<AnswerBag, 'service' | 'auth' | 'internal' | 'apiVersion' | 'adminDomainId'>>

/** Gives the whole databag that keystone writes in a dialect. */
export const typicalAnswer = (username: string, options: AnswerOptions): TypicalAnswer => {
  const { dialect = 'unit', protocol = 'http', host = '10.5.0.30', password = PASSWORD } = options
  const at = (port: number): LocationBag => ({
    protocol,
    host,
    port,
    ...(dialect === 'unit' ? {} : { url: `${protocol}://${host}:${port}/v3` }),
  })
  return {
    service: at(5000),
    auth: at(35357),
    internal: at(5000),
    apiVersion: '3',
    ...(dialect === 'secret' ? { credentials: SECRET_ID } : { username, password: secret(password) }),
    userId: 'deadbeefcafe0011223344556677889a',
    project: 'services',
    projectId: '1234abcd5678ef901234abcd5678ef90',
    domain: 'service_domain',
    domainId: '77aa66bb55cc44dd33ee22ff11001122',
    adminDomainId: '5f0e7c1d2b3a49488796a5b4c3d2e1f0',
    adminProjectId: '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
    adminUserId: '9f8e7d6c5b4a39281706f5e4d3c2b1a0',
    ...(dialect === 'unit' ? {} : { adminDomain: 'admin_domain', adminProject: 'admin', adminUser: 'admin' }),
    ...(dialect === 'app' ? {} : { adminRole: 'Admin' }),
  }
}
