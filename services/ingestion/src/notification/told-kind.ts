import {
  meaningOf,
  SERVER_STATUS,
  tellsAnAmount,
  type FactKind,
  type Notification,
  type StatusMeaning,
} from '#libs/opayo';

/** What a notification tells: a fact, or `NONE` when it says nothing about money (a stored card). */
export function kindToldBy(notification: Pick<Notification, 'txType' | 'status'>): StatusMeaning {
  return meaningOf(SERVER_STATUS, notification);
}

/** Whether an amount has to be read from Opayo before it can be told. */
export function needsAmount(kind: StatusMeaning): kind is FactKind {
  return tellsAnAmount(kind);
}
