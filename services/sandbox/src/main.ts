import { runService } from '#libs/service';
import { create } from './sandbox.module.js';

await runService(create);
