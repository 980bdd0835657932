/** Injects the `ShopKeys`: which shop a key belongs to. */
export const SHOP_KEYS = Symbol('SHOP_KEYS');
/** Injects the `NotificationDesk`. */
export const NOTIFICATION_DESK = Symbol('NOTIFICATION_DESK');
/** Injects the `RegistrationBook`. */
export const REGISTRATION_BOOK = Symbol('REGISTRATION_BOOK');
/** Injects the `OrderBook`. */
export const ORDER_BOOK = Symbol('ORDER_BOOK');
