export { buildForwarder, installTools } from './forwarder.ts'
export { type AgentSocket, listenForTools } from './listen.ts'
