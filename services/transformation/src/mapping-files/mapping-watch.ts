import type { Look, RunningMappings } from './running-mappings.js';

export interface WatchOptions {
  readonly mappings: RunningMappings;
  /** Told of every release that was taken or refused; may fail, and is then told again at the next look. */
  readonly tell: (look: Look) => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly intervalMs: number;
}

/**
 * Looks at the mapping files again and again. Looking instead of being notified: a ConfigMap is replaced by a link elsewhere, a network file
 * system notifies of nothing, and a look is a few stat calls.
 */
export class MappingWatch {
  private timer: NodeJS.Timeout | undefined;
  private telling: Promise<void> | undefined;
  private untold: Look | undefined;

  constructor(private readonly options: WatchOptions) {}

  start(): void {
    this.timer ??= setInterval(() => this.look(), this.options.intervalMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.telling;
  }

  private look(): void {
    const look = this.options.mappings.look();
    if (look.came === 'replaced' || look.came === 'refused') this.untold = look;
    const news = this.untold;
    if (!news || this.telling) return;
    this.telling = this.options
      .tell(news)
      .then(() => {
        if (this.untold === news) this.untold = undefined;
      })
      .catch(this.options.onError)
      .finally(() => (this.telling = undefined));
  }
}
