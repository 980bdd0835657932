/** Injects the `OrderDesk`. */
export const ORDER_DESK = Symbol('ORDER_DESK');
/** Injects the `OrderView`. */
export const ORDER_VIEW = Symbol('ORDER_VIEW');
