import { runService } from '#libs/service';
import { create } from './transformation.module.js';

await runService(create);
