/** Injects the service's `Platform`: configuration, log, metrics, traces, health, drain. */
export const PLATFORM = Symbol('PLATFORM');
/** Injects the service's pino logger. */
export const LOGGER = Symbol('LOGGER');
/** Injects the service's frozen configuration. */
export const CONFIG = Symbol('CONFIG');
/** Injects the `OperatorKeys`, where a service lets operators act. */
export const OPERATOR_KEYS = Symbol('OPERATOR_KEYS');
/** Injects the `ShopKeys`, where a service lets shops in. */
export const SHOP_KEYS = Symbol('SHOP_KEYS');
