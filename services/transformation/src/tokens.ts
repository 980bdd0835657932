/** Injects the `OrderDesk`. */
export const ORDER_DESK = Symbol('ORDER_DESK');
/** Injects the `OrderView`. */
export const ORDER_VIEW = Symbol('ORDER_VIEW');
/** Injects the `RunningMappings`. */
export const RUNNING_MAPPINGS = Symbol('RUNNING_MAPPINGS');
