export const EFFECT_STORE = Symbol('effect store');
export const PARKING = Symbol('parking');
