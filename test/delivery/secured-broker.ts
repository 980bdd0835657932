import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { javaParts } from '../../deploy/local/setup/java-parts.js';
import { repositoryRoot } from '../../deploy/local/setup/root.js';

const run = promisify(execFile);
const PASSWORD = 'for-tests-only';

/** The user every mechanism of the broker knows. */
export const USER = { username: 'alice', password: 'alice-secret' } as const;

/** Whether the broker's jars are here: a stack by addresses or Docker has none. */
export const haveJars = javaParts(repositoryRoot()).present;

/** A broker of our own that asks everybody for TLS and a log-on. */
export class SecuredBroker {
  private constructor(
    private readonly folder: string,
    private readonly process: ChildProcess,
    /** `host:port` of the listener that takes TLS and SASL only. */
    readonly address: string,
    /** Who signed its certificate, PEM. */
    readonly authority: string,
  ) {}

  static async start(): Promise<SecuredBroker> {
    const folder = await mkdtemp(join(tmpdir(), 'secured-broker-'));
    const authority = await certificateIn(folder);
    const [inner, secured, controller] = [await freePort(), await freePort(), await freePort()];
    const properties = join(folder, 'server.properties');
    await writeFile(properties, serverProperties(folder, { inner, secured, controller }));
    const java = ['-cp', join(javaParts(repositoryRoot()).kafka, '*'), '-Xmx256m', '-XX:TieredStopAtLevel=1'];
    const scram = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
      '--add-scram',
      `${mechanism}=[name=${USER.username},password=${USER.password}]`,
    ]);
    const format = [
      'kafka.tools.StorageTool',
      'format',
      '--standalone',
      '-t',
      'c2VjdXJlZC1icm9rZXItMQ',
      '-c',
      properties,
    ];
    await run('java', [...java, ...format, ...scram], { cwd: folder });
    const process = spawn('java', [...java, 'kafka.Kafka', properties], { cwd: folder, stdio: 'ignore' });
    return new SecuredBroker(folder, process, `127.0.0.1:${secured}`, authority);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGKILL');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function certificateIn(folder: string): Promise<string> {
  const store = [
    '-keystore',
    join(folder, 'broker.p12'),
    '-storetype',
    'PKCS12',
    '-storepass',
    PASSWORD,
    '-alias',
    'broker',
  ];
  const subject = ['-dname', 'CN=broker', '-ext', 'SAN=IP:127.0.0.1', '-validity', '2'];
  await run('keytool', ['-genkeypair', '-keyalg', 'EC', '-groupname', 'secp256r1', ...subject, ...store]);
  await run('keytool', ['-exportcert', '-rfc', '-file', join(folder, 'broker.pem'), ...store]);
  return readFile(join(folder, 'broker.pem'), 'utf8');
}

function serverProperties(folder: string, ports: { inner: number; secured: number; controller: number }): string {
  const plain = 'org.apache.kafka.common.security.plain.PlainLoginModule required';
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.bootstrap.servers=127.0.0.1:${ports.controller}`,
    `listeners=INNER://127.0.0.1:${ports.inner},SECURED://127.0.0.1:${ports.secured},CONTROLLER://127.0.0.1:${ports.controller}`,
    'controller.listener.names=CONTROLLER',
    'inter.broker.listener.name=INNER',
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,INNER:PLAINTEXT,SECURED:SASL_SSL',
    'sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    `listener.name.secured.plain.sasl.jaas.config=${plain} user_${USER.username}="${USER.password}";`,
    `listener.name.secured.scram-sha-256.sasl.jaas.config=${scram}`,
    `listener.name.secured.scram-sha-512.sasl.jaas.config=${scram}`,
    'ssl.keystore.type=PKCS12',
    `ssl.keystore.location=${join(folder, 'broker.p12')}`,
    `ssl.keystore.password=${PASSWORD}`,
    `ssl.key.password=${PASSWORD}`,
    `log.dirs=${join(folder, 'logs')}`,
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=1',
    'group.initial.rebalance.delay.ms=0',
  ].join('\n');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
