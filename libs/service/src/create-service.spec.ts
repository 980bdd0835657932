import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Inject, Module, type DynamicModule } from '@nestjs/common';
import { baseSettings, CONFIG, createService, defineConfig, setting, text, type RunningService } from './index.js';

@Controller('things')
class ThingsController {
  constructor(@Inject(CONFIG) private readonly config: { word: string }) {}

  @Get()
  list() {
    return { word: this.config.word };
  }
}

@Module({})
class ThingsModule {}

const things = {
  name: 'things',
  config: defineConfig({ ...baseSettings, WORD: setting({ schema: text(), doc: 'A word' }) }),
  module: (): DynamicModule => ({ module: ThingsModule, controllers: [ThingsController] }),
};

let running: RunningService[] = [];
afterEach(async () => {
  await Promise.all(running.map((service) => service.close()));
  running = [];
});
async function start(environment: Record<string, string> = {}) {
  const service = await createService(things, { LOG_LEVEL: 'silent', WORD: 'hello', ...environment });
  running.push(service);
  return service;
}

describe('a service', () => {
  it('answers, is alive and ready, and measures', async () => {
    const { url } = await start();

    expect(await (await fetch(`${url}/things`)).json()).toEqual({ word: 'hello' });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain(
      'http_request_duration_seconds_count{service="things",method="GET",route="/things",status="200"} 1',
    );
  });
});
