import { runService } from '#libs/service';
import { create } from './order-status.module.js';

await runService(create);
