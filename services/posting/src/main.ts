import { runService } from '#libs/service';
import { create } from './posting.module.js';

await runService(create);
