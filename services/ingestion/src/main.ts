import { runService } from '#libs/service';
import { create } from './ingestion.module.js';

await runService(create);
