import { anyView, type FuzzTarget, sideReads } from '../../../tools/fuzz/index.ts'
import { tlsCertificates } from '../src/index.ts'

const names = ['{"a.example": {"sans": ["10.5.0.1"]}}', '{"a.example": {"sans": ["None"]}}', '{"__proto__": {"sans": null}}', '[]']
const pairs = ['{"a.example": {"cert": "PEM", "key": "PEM"}}', '{"app_data": {"cert": "PEM", "key": "PEM"}}']
const requests = anyView({
  cert_requests: names,
  client_cert_requests: names,
  application_cert_requests: names,
  intermediate_cert_requests: names,
  unit_name: ['trove_0', '../x'],
  common_name: ['b.example', 'None'],
  sans: ['["10.5.0.1"]', '{}'],
})
const answers = anyView({
  ca: ['PEM'],
  chain: ['PEM'],
  'client.cert': ['PEM'],
  'client.key': ['PEM'],
  'trove_0.server.cert': ['PEM'],
  'trove_0.server.key': ['PEM'],
  'trove_0.processed_requests': pairs,
  'trove_0.processed_client_requests': pairs,
  'trove_0.processed_application_requests': pairs,
})
const asked = { commonName: 'a.example', sans: [] }

export const targets: readonly FuzzTarget[] = [
  sideReads('the certificates', answers, (view) => tlsCertificates.requires.read(view, { server: [asked], application: [asked] })),
  sideReads('the request', requests, (view) => tlsCertificates.provides.read(view)),
]
