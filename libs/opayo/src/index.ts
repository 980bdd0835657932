export { hasCardNumber, maskCardNumbers, type CardNumberContext } from './card-data/card-number.js';
export { findCardData } from './card-data/find-card-data.js';
export type { FormFields } from './notification/form-fields.js';
export {
  notificationFrom,
  readNotification,
  type Notification,
  type NotificationReading,
  type NotificationRefusal,
} from './notification/notification.js';
export {
  NOTIFICATION_REPLY_TYPE,
  writeNotificationReply,
  type NotificationReply,
  type ReplyStatus,
} from './notification/notification-reply.js';
export { isSignedWith, SIGNED_FIELDS, vpsSignature, type SigningKnowledge } from './notification/vps-signature.js';
export { withoutCardData } from './notification/without-card-data.js';
export { PiClient, type PiClientOptions } from './pi/pi-client.js';
export { PI_TARGET } from './pi/pi-error.js';
export type { PiInstruction } from './pi/pi-instruction.js';
export { readPiTransaction, tellsTheSame, type PiTransaction } from './pi/pi-transaction.js';
export {
  ReportingClient,
  type ReportedPage,
  type ReportingClientOptions,
  type ReportingWindow,
} from './reporting/reporting-client.js';
export type { ReportedRow, ReportedTransaction } from './reporting/reported-transaction.js';
export { REPORTING_TARGET } from './reporting/reporting-error.js';
export { type Secret } from './secret.js';
export { toLatin1 } from './server/latin1-text.js';
export type { ServerRegistrationReply } from './server/registration-reply.js';
export {
  registrationProblems,
  type CheckSetting,
  type RegistrationProblem,
  type ServerAddress,
  type ServerRegistrationRequest,
} from './server/registration-request.js';
export { SERVER_TARGET, ServerClient, type ServerClientOptions } from './server/server-client.js';
export { PI_STATUS } from './status/pi-status.js';
export { REPORTING_STATE, reportedWords } from './status/reporting-state.js';
export { SERVER_STATUS } from './status/server-status.js';
export {
  factKindOf,
  meaningOf,
  tellsAnAmount,
  type FactKind,
  type StatusMeaning,
  type StatusTable,
  type StatusWords,
} from './status/status-table.js';
export { transactionIdOf } from './transaction-id.js';
