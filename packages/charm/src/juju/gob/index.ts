export {
  createRequestDecoder,
  createRequestEncoder,
  createResponseDecoder,
  createResponseEncoder,
  type JujucRequest,
  type JujucResponse,
  NEEDS_STDIN,
  type ReceivedRequest,
} from './jujuc.ts'
