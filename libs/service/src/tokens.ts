/** Injects the service's `Platform`: configuration, log, metrics, traces, health, drain. */
export const PLATFORM = Symbol('PLATFORM');
/** Injects the service's pino logger. */
export const LOGGER = Symbol('LOGGER');
/** Injects the service's frozen configuration. */
export const CONFIG = Symbol('CONFIG');
