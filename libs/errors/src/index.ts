export {
  ConnectError,
  InvariantViolation,
  OutcomeUnknownError,
  RejectedError,
  RetryableError,
  isConnectError,
  type ConnectErrorOptions,
  type ErrorFacts,
  type ErrorKind,
} from './connect-error.js';
