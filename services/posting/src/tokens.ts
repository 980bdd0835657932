/** Injects the `EffectStore`. */
export const EFFECT_STORE = Symbol('effect store');
