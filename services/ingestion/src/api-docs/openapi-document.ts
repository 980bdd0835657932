import { PROBLEM } from './examples.js';
import { requestSchema, type JsonSchema } from './json-schema.js';
import { OPERATIONS, type Answer, type Operation } from './operations.js';

/** An OpenAPI 3.1 document, as far as we write one. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: object;
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly description: string }[];
  readonly requestBody?: { readonly required: true; readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Content>> }>
  >;
}

interface Content {
  readonly schema?: JsonSchema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

const TAGS: Readonly<Record<Operation['tag'], string>> = {
  Producers:
    'Shops and programs that tell us of orders and payments. Untrusted: everything is validated, and money is verified with Opayo.',
  Opayo: 'The notification address that Opayo calls.',
  Operators: 'What people and machines that run the service look at. Keep it inside your network.',
};

/** Describes what ingestion answers over HTTP, from the schemas that validate it. */
export function openApiDocument(): OpenApiDocument {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: operationOf(operation) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Clarity Connect: ingestion',
      version: '1',
      description:
        'Orders and payments in. Errors are `application/problem+json` (RFC 9457) and name the field, never its value. Amounts are whole minor units beside their currency. Anything that looks like a card number is refused and not repeated.',
    },
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: { shopKey: { type: 'http', scheme: 'bearer', description: "A shop's key, from SHOP_API_KEYS" } },
      schemas: { Problem: PROBLEM_SCHEMA },
    },
  };
}

function operationOf(operation: Operation): OpenApiOperation {
  const { method, path, tag, summary, description, needsKey, parameters, answers } = operation;
  const content = contentOf(operation);
  return {
    operationId: `${method}${path.replaceAll(/[^A-Za-z]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    tags: [tag],
    ...{ summary, description },
    ...(needsKey && { security: [{ shopKey: [] }] }),
    ...(parameters && {
      parameters: parameters.map((each) => ({ ...each, required: each.in === 'path', schema: { type: 'string' } })),
    }),
    ...(content && { requestBody: { required: true, content } }),
    responses: Object.fromEntries(answers.map((answer) => [String(answer.status), responseOf(answer, tag)])),
  };
}

function contentOf({ request, form }: Operation): Record<string, Content> | undefined {
  if (request) {
    const examples = Object.fromEntries(Object.entries(request.examples).map(([name, value]) => [name, { value }]));
    return { 'application/json': { schema: requestSchema(request.schema), examples } };
  }
  if (!form) return undefined;
  const properties = Object.fromEntries(
    Object.entries(form).map(([name, description]) => [name, { type: 'string', description }]),
  );
  const schema = { type: 'object', properties, required: Object.keys(form).filter((name) => name !== 'StatusDetail') };
  return { 'application/x-www-form-urlencoded': { schema } };
}

function responseOf(
  { status, description, example, mediaType }: Answer,
  tag: Operation['tag'],
): OpenApiOperation['responses'][string] {
  if (status < 400) {
    const content = { [mediaType ?? 'application/json']: example === undefined ? {} : { example } };
    return { description, content };
  }
  // Anything with a body could be taken for an answer by Opayo, and a probe reads the status alone.
  if (tag !== 'Producers') return { description };
  return {
    description,
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        ...(status === 400 && { example: PROBLEM }),
      },
    },
  };
}

const PROBLEM_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['type', 'title', 'status'],
  properties: {
    type: {
      type: 'string',
      description: '`about:blank`, or a `urn:clarity-connect:problem:…` that programs may branch on',
    },
    title: { type: 'string', description: 'What it is, in short' },
    status: { type: 'integer', description: 'The HTTP status' },
    detail: { type: 'string', description: 'What is wrong and what to do' },
    errors: {
      type: 'array',
      description: 'One entry per wrong field',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: {
          field: {
            type: 'string',
            description: 'Path of the field, e.g. `placed.lines.0.quantity`; empty for the whole',
          },
          message: { type: 'string', description: 'What it has to be' },
        },
      },
    },
    traceId: { type: 'string', description: 'Under which the request is found in logs and traces' },
  },
};
