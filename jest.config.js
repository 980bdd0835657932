// Two projects: `unit` needs nothing but Node; `stack` shares one broker, registry and database per run (libs/testing).
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    '^#libs/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/\\.local/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/\\.local/'],
};

export default {
  maxWorkers: 2,
  reporters: ['default', '<rootDir>/libs/testing/jest/totals-reporter.js'],
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{services,libs,deploy,test}/**/*.spec.ts'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '\\.stack\\.spec\\.ts$'],
    },
    {
      ...shared,
      displayName: 'stack',
      testMatch: ['<rootDir>/{services,libs,deploy,test}/**/*.stack.spec.ts'],
      globalSetup: '<rootDir>/libs/testing/jest/stack-setup.js',
      setupFilesAfterEnv: ['<rootDir>/libs/testing/jest/stack-time-limit.js'],
      globalTeardown: '<rootDir>/libs/testing/jest/stack-teardown.js',
    },
  ],
};
