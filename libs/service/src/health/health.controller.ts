import { Controller, Get, Header, HttpStatus, Inject, Res } from '@nestjs/common';
import { PLATFORM } from '../tokens.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Health, HealthReport } from './health.js';

interface Reply {
  status(code: number): Reply;
}

/** What an orchestrator and a monitor ask of every service. Nothing here is traced or counted. */
@Controller()
export class HealthController {
  constructor(@Inject(PLATFORM) private readonly platform: { readonly health: Health; readonly metrics: Metrics }) {}

  /** 200 while a restart would not help; 503 otherwise. */
  @Get('health/live')
  async live(@Res({ passthrough: true }) reply: Reply): Promise<HealthReport> {
    return answer(reply, await this.platform.health.live());
  }

  /** 200 when requests may come; 503 while starting, draining or without a needed dependency. */
  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<HealthReport> {
    return answer(reply, await this.platform.health.ready());
  }

  /** Prometheus' text format. */
  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.platform.metrics.expose();
  }
}

function answer(reply: Reply, report: HealthReport): HealthReport {
  reply.status(report.ok ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
  return report;
}
