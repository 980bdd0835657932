import type { ZodType } from 'zod';
import { Secret } from './secret.js';

/** What a default may depend on. */
export interface SettingContext {
  /** Name of the service that reads the configuration, e.g. `order-status`. */
  readonly service: string;
}

/** One key of the environment: how it is read and what it means. Make one with `setting`. */
export interface Setting<T> {
  readonly doc: string;
  readonly schema: ZodType;
  readonly secret: boolean;
  /** Text as it would stand in the environment, so that a default passes the same check as a value somebody set. */
  readonly defaultText: ((context: SettingContext) => string) | undefined;
  /** Whether the service starts without it. */
  readonly optional: boolean;
  readonly example: string | undefined;
  /** What a reader of the configuration gets for the checked value. */
  readonly wrap: (value: unknown) => T;
}

export interface SettingOptions<S extends ZodType> {
  /** Checks and converts the text found in the environment; its messages say what was expected. */
  readonly schema: S;
  /** Meaning, with the unit. */
  readonly doc: string;
  /** Text used when the key is absent or empty, as it would be written in the environment. Without it the key is required. */
  readonly default?: string | ((context: SettingContext) => string);
  /** True when the service runs without the key; it then reads as `undefined`. */
  readonly optional?: boolean;
  /** True for what may never be printed: it is read as a `Secret`. Its schema must yield a text. */
  readonly secret?: boolean;
  /** A value that would be accepted; shown by `npm run config -- explain` and beside a problem. */
  readonly example?: string;
}

type Wrapped<S extends ZodType, O> = O extends { secret: true } ? Secret : S['_output'];
type Read<S extends ZodType, O> = O extends { optional: true } ? Wrapped<S, O> | undefined : Wrapped<S, O>;

/** Declares one key of the environment. An empty text counts as absent, because that is what an unset variable of a chart becomes. */
export function setting<S extends ZodType, const O extends SettingOptions<S>>(
  options: O & { schema: S },
): Setting<Read<S, O>> {
  const defaultText = options.default;
  return {
    doc: options.doc,
    schema: options.schema,
    secret: options.secret ?? false,
    defaultText: typeof defaultText === 'string' ? () => defaultText : defaultText,
    optional: options.optional ?? false,
    example: options.example,
    wrap: (value) => (options.secret === true ? new Secret(value as string) : value) as Read<S, O>,
  };
}
