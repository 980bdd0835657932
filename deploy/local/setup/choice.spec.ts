import { describe, expect, it } from '@jest/globals';
import { chooseStack, parseStackKind, type Part } from './choice.js';
import { SetupProblem } from './problem.js';

const PARTS: Part[] = ['kafka', 'registry', 'postgres'];
const java17 = { state: 'ready', command: 'java', version: 17 } as const;
const java11 = { state: 'too old', version: 11 } as const;
const noJava = { state: 'missing' } as const;
const all = (kind: string) => ({ kafka: kind, registry: kind, postgres: kind });
const addresses = { KAFKA_BROKERS: 'b:9092', SCHEMA_REGISTRY_URL: 'http://r', DATABASE_URL: 'postgresql://d' };

type Situation = Parameters<typeof chooseStack>[0];
const situation = (given: Partial<Situation>): Situation => ({
  requested: undefined,
  env: {},
  parts: PARTS,
  java: noJava,
  maven: true,
  docker: false,
  installCommand: (what) => `install ${what}`,
  ...given,
});

function problemOf(given: Partial<Situation>): SetupProblem {
  try {
    chooseStack(situation(given));
  } catch (error) {
    if (error instanceof SetupProblem) return error;
    throw error;
  }
  throw new Error('it found a stack');
}

describe('where the stack comes from', () => {
  it.each<[string, Partial<Situation>, object]>([
    ['addresses first', { env: addresses, java: java17, docker: true }, all('addresses')],
    ['this machine when Java is there', { java: java17, docker: true }, all('local')],
    ['Docker when Java is missing', { docker: true }, all('docker')],
    ['Docker when Java is too old', { java: java11, docker: true }, all('docker')],
    ['Docker when Maven is missing', { java: java17, maven: false, docker: true }, all('docker')],
    [
      'each part by itself',
      { env: { DATABASE_URL: 'postgresql://d' }, java: java17 },
      { ...all('local'), postgres: 'addresses' },
    ],
    [
      'what was asked for, whatever is there',
      { requested: 'docker', env: addresses, java: java17, docker: true },
      all('docker'),
    ],
    [
      'this machine when asked, whatever the addresses',
      { requested: 'local', env: addresses, java: java17 },
      all('local'),
    ],
    ['Postgres from here needs no Java', { parts: ['postgres'] }, { postgres: 'local' }],
  ])('%s', (_, given, choice) => {
    expect(chooseStack(situation(given))).toEqual(choice);
  });

  it('nowhere: says what is missing and the exact command', () => {
    const problem = problemOf({ maven: false });
    expect(problem.what).toContain('Java is missing');
    expect(problem.nextStep).toContain('install java and maven');
    expect(problem.nextStep).toContain('KAFKA_BROKERS');
  });

  it('says how old a Java is that is too old', () => {
    expect(problemOf({ java: java11 }).what).toContain('Java 11 is too old');
  });

  it('asks for Maven alone when only that is missing', () => {
    expect(problemOf({ java: java17, maven: false }).nextStep).toBe('install maven');
  });

  it('does not take Docker when this machine was asked for', () => {
    expect(problemOf({ requested: 'local', docker: true }).what).toContain('Java is missing');
  });

  it('does not start anything when addresses were asked for and one is missing', () => {
    expect(problemOf({ requested: 'addresses', env: { KAFKA_BROKERS: 'b:9092' }, java: java17 }).what).toContain(
      'SCHEMA_REGISTRY_URL, DATABASE_URL is not set',
    );
  });

  it('says when Docker was asked for and does not answer', () => {
    expect(problemOf({ requested: 'docker', java: java17 }).what).toContain('no Docker daemon answers');
  });
});

describe('--stack', () => {
  it('knows three words', () => {
    expect(['addresses', 'local', 'docker'].map(parseStackKind)).toEqual(['addresses', 'local', 'docker']);
    expect(parseStackKind(undefined)).toBeUndefined();
  });

  it('refuses others', () => {
    expect(() => parseStackKind('podman')).toThrow(SetupProblem);
  });
});
