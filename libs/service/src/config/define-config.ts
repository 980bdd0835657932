import type { Setting, SettingContext } from './setting.js';

/** The environment a service is given: `process.env`, or what a test made up. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Keys of the environment with what each means. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the value's type is inferred per key by ConfigOf
export type Settings = Readonly<Record<string, Setting<any>>>;

type CamelCase<K extends string> = K extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<CamelCase<Tail>>}`
  : Lowercase<K>;

/** What a configuration reads as: `DATABASE_URL` is `databaseUrl`. */
export type ConfigOf<S extends Settings> = {
  readonly [K in keyof S & string as CamelCase<K>]: S[K] extends Setting<infer T> ? T : never;
};

/** A service's keys and how to read them. Made by `defineConfig`. */
export interface ConfigDefinition<C> {
  readonly settings: Settings;
  /** Reads, checks and freezes. Throws `ConfigurationError` with every problem found, not only the first. */
  read(environment: Environment, context: SettingContext): Readonly<C>;
}

/** The configuration type of a definition: `type Config = ConfigFrom<typeof orderStatusConfig>`. */
export type ConfigFrom<D> = D extends ConfigDefinition<infer C> ? C : never;

/** One key that cannot be used. Never holds the value of a secret. */
export interface ConfigurationProblem {
  readonly key: string;
  readonly problem: string;
}

/** The environment cannot be used; `problems` has every one of them and the message lists them for people. */
export class ConfigurationError extends Error {
  constructor(
    readonly service: string,
    readonly problems: readonly ConfigurationProblem[],
  ) {
    super(
      [
        `The configuration of ${service} cannot be used:`,
        ...problems.map(({ key, problem }) => `  ${key}: ${problem}`),
        `  All keys and their meaning: npm run config -- explain ${service}`,
      ].join('\n'),
    );
    this.name = 'ConfigurationError';
  }
}

/** Declares a service's configuration. Export it from `<service>.config.ts`, where `npm run config -- explain` finds it. */
export function defineConfig<const S extends Settings>(settings: S): ConfigDefinition<ConfigOf<S>> {
  return {
    settings,
    read(environment, context) {
      const problems: ConfigurationProblem[] = [];
      const config: Record<string, unknown> = {};
      for (const [key, setting] of Object.entries(settings)) {
        const outcome = readKey(setting, environment[key], context);
        if ('problem' in outcome) problems.push({ key, problem: outcome.problem });
        else config[camelCase(key)] = outcome.value;
      }
      if (problems.length > 0) throw new ConfigurationError(context.service, problems);
      return Object.freeze(config) as Readonly<ConfigOf<S>>;
    },
  };
}

/** True for what `defineConfig` returns; how the explaining tool recognises an export. */
export function isConfigDefinition(value: unknown): value is ConfigDefinition<unknown> {
  return typeof value === 'object' && value !== null && 'settings' in value && 'read' in value;
}

function readKey(setting: Setting<unknown>, given: string | undefined, context: SettingContext) {
  const text = given === undefined || given === '' ? setting.defaultText?.(context) : given;
  const example = setting.example === undefined ? '' : `, for example ${setting.example}`;
  if (text === undefined) {
    return setting.optional ? { value: undefined } : { problem: `is missing: ${setting.doc}${example}` };
  }
  const checked = setting.schema.safeParse(text);
  if (checked.success) return { value: setting.wrap(checked.data) };
  const expected = [...new Set(checked.error.issues.map((issue) => issue.message))].join('; ');
  const got = setting.secret ? '' : `, not '${text}'`;
  return { problem: `expected ${expected}${got}${example}` };
}

function camelCase(key: string): string {
  return key.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
