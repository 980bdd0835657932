/** The real ingestion in a process of its own, with Kafka, the registry and Opayo's APIs away. Tells its address, and its memory when asked. */
import { create } from '../../../services/ingestion/src/ingestion.module.js';
import { serveMeasured } from './measured-process.js';

const service = await create(process.env);
serveMeasured(service.url, () => service.close());
