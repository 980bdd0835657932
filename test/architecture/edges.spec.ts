import { describe, expect, it } from '@jest/globals';
import { importsOf, isTest, type Import } from './source-files.js';

const service = (path: string): string | undefined => /^services\/([^/]+)\//.exec(path)?.[1];
const lib = (path: string): string | undefined =>
  /^libs\/([^/]+)\//.exec(path)?.[1] ?? /^#libs\/([^/]+)/.exec(path)?.[1];
const FRAMEWORKS = /^(@nestjs\/|fastify|@fastify\/|pg$|kafkajs|avsc|@kafkajs\/|node:https?$|undici)/;
/** The domain of each service: what happens, without how. */
const DOMAIN_FOLDERS = [
  'services/transformation/src/order/',
  'services/posting/src/effect/',
  'services/order-status/src/order/',
];

interface Rule {
  readonly promise: string;
  readonly breaks: (edge: Import) => boolean;
}

const RULES: readonly Rule[] = [
  {
    promise: 'services never import each other',
    breaks: ({ file, target }) =>
      service(file) !== undefined && service(target) !== undefined && service(file) !== service(target),
  },
  {
    promise: 'libs never import services or deploy; only the testing library asks deploy/local for a stack',
    breaks: ({ file, target }) =>
      lib(file) !== undefined &&
      /^(services|deploy)\//.test(target) &&
      !(lib(file) === 'testing' && target.startsWith('deploy/local/')),
  },
  {
    promise: 'the sandbox never imports a connector or the mapping, so that it cannot share their mistakes',
    breaks: ({ file, target }) =>
      service(file) === 'sandbox' && ['opayo', 'syspro', 'mapping'].includes(lib(target) ?? ''),
  },
  {
    promise: 'sources never import the testing library',
    breaks: ({ file, target }) => !isTest(file) && lib(file) !== 'testing' && lib(target) === 'testing',
  },
  {
    promise: 'only libs/kafka knows the Kafka client, Avro and the registry',
    breaks: ({ file, target }) =>
      /^(kafkajs|avsc|@kafkajs\/)/.test(target) && lib(file) !== 'kafka' && lib(file) !== 'testing',
  },
  {
    promise: 'libs/delivery knows no Kafka',
    breaks: ({ file, target }) => lib(file) === 'delivery' && lib(target) === 'kafka',
  },
  {
    promise: 'libs/kafka and libs/delivery stand below libs/service',
    breaks: ({ file, target }) => ['kafka', 'delivery'].includes(lib(file) ?? '') && lib(target) === 'service',
  },
  {
    promise: 'a lib is entered by its front door',
    breaks: ({ file, target, specifier }) =>
      (specifier.startsWith('#libs/') && specifier.split('/').length > 2) ||
      (!specifier.startsWith('#') &&
        lib(target) !== undefined &&
        lib(target) !== lib(file) &&
        target.startsWith('libs/')),
  },
  {
    promise: 'domain folders import no framework',
    breaks: ({ file, target }) => DOMAIN_FOLDERS.some((folder) => file.startsWith(folder)) && FRAMEWORKS.test(target),
  },
];

describe('the edges of the layout', () => {
  const edges = importsOf(['services', 'libs', 'deploy']);

  it('are read from the code: there are hundreds of imports', () => {
    expect(edges.length).toBeGreaterThan(200);
  });

  it.each(RULES)('$promise', ({ breaks }) => {
    expect(edges.filter(breaks).map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
  });

  it('no file imports itself round a circle within a lib or service', () => {
    expect(circlesIn(edges)).toEqual([]);
  });
});

/** Each circle once, as `a → b → a`. */
function circlesIn(edges: readonly Import[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { file, target, specifier } of edges) {
    if (!specifier.startsWith('.')) continue;
    targets.set(file, [...(targets.get(file) ?? []), target.replace(/\.js$/, '.ts')]);
  }
  const circles = new Set<string>();
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) circles.add([...path.slice(start), file].join(' → '));
    if (start >= 0 || finished.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
    finished.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return [...circles];
}
