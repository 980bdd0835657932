import type { Wait } from 'testcontainers';
import type { Part } from '../setup/choice.js';

/** The images of the stack, each replaceable by a setting, for mirrors. */
export const IMAGES: Readonly<Record<Part, { readonly setting: string; readonly image: string }>> = {
  kafka: { setting: 'KAFKA_IMAGE', image: 'apache/kafka:4.3.1' },
  registry: { setting: 'REGISTRY_IMAGE', image: 'apicurio/apicurio-registry-mem:2.6.13.Final' },
  postgres: { setting: 'POSTGRES_IMAGE', image: 'postgres:18' },
};

export interface ContainerPart {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts one part as a container through Testcontainers. Its data lives as long as the container: a stack in Docker starts empty.
 *
 * @param port on this machine
 */
export async function startContainer(
  part: Part,
  port: number,
  env: Record<string, string | undefined>,
): Promise<ContainerPart> {
  // Loaded only here: whoever runs without Docker need not wait for it.
  const { GenericContainer, Wait: wait } = await import('testcontainers');
  const { setting, image } = IMAGES[part];
  const container = new GenericContainer(env[setting] ?? image);
  const { inside, environment, until, address } = recipe(part, port, wait);
  const started = await container
    .withEnvironment(environment)
    .withExposedPorts({ container: inside, host: port })
    .withWaitStrategy(until)
    .withStartupTimeout(180_000)
    .start();
  return { address, stop: async () => void (await started.stop()) };
}

function recipe(part: Part, port: number, wait: typeof Wait) {
  switch (part) {
    case 'kafka':
      return {
        inside: 9092,
        // A client is sent to the advertised address, so it has to be the one on this machine.
        environment: {
          KAFKA_NODE_ID: '1',
          KAFKA_PROCESS_ROLES: 'broker,controller',
          KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
          KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
          KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
          KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
          KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
          KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
          KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
          KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
          KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
          KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
        },
        until: wait.forLogMessage(/Kafka Server started/),
        address: `127.0.0.1:${port}`,
      };
    case 'registry':
      return {
        inside: 8080,
        environment: {} as Record<string, string>,
        until: wait.forHttp('/apis/ccompat/v7/subjects', 8080),
        address: `http://127.0.0.1:${port}/apis/ccompat/v7`,
      };
    case 'postgres':
      return {
        inside: 5432,
        environment: { POSTGRES_USER: 'clarity', POSTGRES_PASSWORD: 'clarity', POSTGRES_DB: 'clarity' },
        // Twice: the image starts a first server to set up the database and stops it again.
        until: wait.forLogMessage(/database system is ready to accept connections/, 2),
        address: `postgresql://clarity:clarity@127.0.0.1:${port}/clarity`,
      };
  }
}
