import { describeConformance } from '@charm-layers/interface-conformance/shared-tests'
import { tlsCertificates } from '../src/index.ts'

describeConformance('the requires side', tlsCertificates.requires, 'tls-certificates/requires')

describeConformance('the provides side', tlsCertificates.provides, 'tls-certificates/provides')
