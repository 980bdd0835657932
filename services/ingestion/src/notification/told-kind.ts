import { factKindOf, SERVER_STATUS, tellsAnAmount, type FactKind, type Notification } from '#libs/opayo';

/** What a notification tells: a fact, or `NONE` when it says nothing about money (a stored card). */
export type ToldKind = FactKind | 'NONE';

export function kindToldBy(notification: Pick<Notification, 'txType' | 'status'>): ToldKind {
  return factKindOf(SERVER_STATUS, notification);
}

/** Whether an amount has to be read from Opayo before it can be told. */
export function needsAmount(kind: ToldKind): kind is FactKind {
  return kind !== 'NONE' && tellsAnAmount(kind);
}
