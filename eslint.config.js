// The rules a reviewer would otherwise have to remember: which part may import which, no sleeping tests, no floating money, no promise left alone.
import { existsSync, readdirSync } from 'node:fs';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Names of the folders directly below `directory`, so that a new service or library is covered the day it appears. */
const foldersOf = (directory) =>
  existsSync(directory)
    ? readdirSync(directory, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
    : [];

const services = foldersOf('services');
/** Specs, and the `test/` folders of what only specs import. */
const specs = ['**/*.spec.ts', 'test/**/*.ts', '{services,libs}/*/test/**/*.ts'];

const edges = {
  kafkaClient: {
    regex: '^(kafkajs|kafkajs-.*|avsc|@kafkajs/.*)$',
    message: 'Only libs/kafka talks to Kafka and the registry: import #libs/kafka.',
  },
  deepImport: {
    regex: '^#libs/[^/]+/.+|^(\\.\\./)+libs/',
    message: "A library's public edge is libs/<name>/src/index.ts: import #libs/<name>.",
  },
  testing: { regex: '^#libs/testing$', message: 'Sources never import #libs/testing; only specs and test/ do.' },
  service: {
    regex: '^(\\.\\./)+services/',
    message: 'Libraries and tools never import a service; what two sides share is a contract (schemas/).',
  },
  connectors: {
    regex: '^#libs/(opayo|syspro|mapping)$',
    message:
      'The sandbox stands in for the outside systems and must not share code, and so mistakes, with the connectors.',
  },
  nodeSleep: {
    regex: '^(node:)?timers/promises$',
    message: 'Tests do not sleep: wait for the condition with waitFor of #libs/testing.',
  },
};

/** A service may not reach into one of the others, whatever the depth of the importing file. */
const otherServicesThan = (name) => ({
  regex: `^(\\.\\./)+(services/)?(${services.filter((service) => service !== name).join('|')})/src/`,
  message: 'Services never import each other; what they share is a contract (schemas/).',
});

const restrictImports = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

/** One block for the sources of `folder` and one for its specs: a later block replaces an earlier one, so each lists all its edges. */
const edgesOf = (folder, patterns) => [
  restrictImports([`${folder}/**/*.ts`], [...patterns, edges.testing], specs),
  restrictImports([`${folder}/**/*.spec.ts`], [...patterns, edges.nodeSleep]),
];

const sleepInTest = {
  selector: "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']",
  message: 'Tests do not sleep: wait for the condition with waitFor of #libs/testing.',
};
const floatMoney = [
  {
    selector: "CallExpression[callee.name='parseFloat'], CallExpression[callee.property.name='parseFloat']",
    message: 'Money is never a float: parse decimals with #libs/money.',
  },
  {
    selector:
      "CallExpression[callee.name='Number'] > :matches(Identifier[name=/(price|gross|amount)(?!.*minor)/i], MemberExpression[property.name=/(price|gross|amount)(?!.*minor)/i])",
    message: 'Money is never a float: parse decimals with #libs/money.',
  },
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.local/', 'coverage/', 'libs/contracts/src/generated/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // An adapter's method is async because its port is, whether or not this one has to wait.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      ecmaVersion: 'latest',
      sourceType: 'module',
      globals: Object.fromEntries(
        [
          ...['process', 'console', 'URL', 'Buffer', 'fetch', 'AbortController', 'AbortSignal', 'performance'],
          ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'TextDecoder'],
        ].map((name) => [name, 'readonly']),
      ),
    },
  },

  { files: ['services/**/*.ts', 'libs/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...floatMoney] } },
  {
    files: [...specs, 'libs/testing/**/*.ts'],
    ignores: ['libs/testing/src/wait-for.ts'],
    rules: { 'no-restricted-syntax': ['error', ...floatMoney, sleepInTest] },
  },
  {
    files: specs,
    rules: {
      // A spec reads replies and rows as they come; what it then expects of them is the check.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },

  ...foldersOf('libs')
    .filter((name) => name !== 'testing')
    .flatMap((name) =>
      edgesOf(`libs/${name}`, [
        edges.deepImport,
        edges.service,
        ...(services.length > 0 ? [otherServicesThan('')] : []),
        ...(name === 'kafka' ? [] : [edges.kafkaClient]),
      ]),
    ),
  restrictImports(['libs/testing/**/*.ts'], [edges.deepImport, edges.service], ['libs/testing/src/wait-for.ts']),
  ...services.flatMap((name) =>
    edgesOf(`services/${name}`, [
      edges.deepImport,
      edges.kafkaClient,
      ...(services.length > 1 ? [otherServicesThan(name)] : []),
      ...(name === 'sandbox' ? [edges.connectors] : []),
    ]),
  ),
  restrictImports(['test/**/*.ts'], [edges.deepImport, edges.nodeSleep]),
);
