/** How a dependency stands, as its own check sees it. */
export interface HealthState {
  readonly ok: boolean;
  /** One word for people and dashboards: `working`, `paused`, `stuck`, `unreachable` … */
  readonly state?: string;
  /** Why, in a sentence. No secrets: the answer is open to whoever reaches the port. */
  readonly detail?: string;
}

/** One line of the table dependency × live/ready. */
export interface HealthCheck {
  readonly name: string;
  /** Asked at each request; slower than two seconds counts as not ok. A throw counts as not ok, its message as the detail. */
  readonly check: () => HealthState | Promise<HealthState>;
  /** Whether the process should be restarted when this is not ok. Almost never: only what a restart mends, such as a stuck consumer. */
  readonly live: boolean;
  /** Whether the service should get no requests when this is not ok. */
  readonly ready: boolean;
}

export interface HealthLine extends HealthState {
  readonly name: string;
  readonly live: boolean;
  readonly ready: boolean;
}

export interface HealthReport {
  readonly ok: boolean;
  readonly status: 'live' | 'not live' | 'ready' | 'not ready' | 'starting' | 'draining';
  readonly checks: readonly HealthLine[];
}

/** The dependencies of one service and what each means for being alive and being ready. */
export class Health {
  readonly #checks = new Map<string, HealthCheck>();
  #phase: 'starting' | 'running' | 'draining' = 'starting';

  /** @param checkTimeoutMs how long a check may take before it counts as silent; default two seconds */
  constructor(private readonly checkTimeoutMs = 2_000) {}

  /** Adds a line to the table; a second one of the same name replaces the first. */
  register(check: HealthCheck): void {
    this.#checks.set(check.name, check);
  }

  /** From now on readiness depends on the checks alone. */
  started(): void {
    this.#phase = 'running';
  }

  /** From now on the service is not ready, whatever its dependencies say. */
  draining(): void {
    this.#phase = 'draining';
  }

  /** False when only a restart helps. */
  async live(): Promise<HealthReport> {
    const checks = await this.#ask((check) => check.live);
    const ok = checks.every((line) => line.ok);
    return { ok, status: ok ? 'live' : 'not live', checks };
  }

  /** False when requests should go elsewhere: while starting, while draining, and while a needed dependency is away. Shows every line. */
  async ready(): Promise<HealthReport> {
    const checks = await this.#ask(() => true);
    if (this.#phase !== 'running') return { ok: false, status: this.#phase, checks };
    const ok = checks.every((line) => line.ok || !line.ready);
    return { ok, status: ok ? 'ready' : 'not ready', checks };
  }

  #ask(wanted: (check: HealthCheck) => boolean): Promise<HealthLine[]> {
    return Promise.all([...this.#checks.values()].filter(wanted).map((check) => answerOf(check, this.checkTimeoutMs)));
  }
}

async function answerOf({ name, check, live, ready }: HealthCheck, timeoutMs: number): Promise<HealthLine> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<HealthState>((resolve) => {
    const answer = { ok: false, state: 'silent', detail: `no answer within ${timeoutMs} ms` };
    timer = setTimeout(() => resolve(answer), timeoutMs);
  });
  try {
    return { name, live, ready, ...(await Promise.race([Promise.resolve().then(check), late])) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { name, live, ready, ok: false, state: 'failed', detail };
  } finally {
    clearTimeout(timer);
  }
}
