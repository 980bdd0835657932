/** What each command says of itself. */
export const HELP_OF: Readonly<Record<string, string>> = {
  check: `Usage: npm run mapping -- check [FOLDER | FILE | git:REVISION] [--json]

Compiles all mappings and tells every problem with file, line, column and what was expected.
Without a word the mappings that come with the service. One file is checked beside the others of --mappings.`,
  test: `Usage: npm run mapping -- test SAMPLE [--field FIELD | --all] [--json] [--mappings FOLDER]

Maps a recorded order (SAMPLE.json) or several (SAMPLE.jsonl, one a line) as the service would, and tells of each target field its value,
the line of the mapping that gave it and what it was read from. --all also tells intermediate values and rules that hold; --field one field alone.
Samples: services/transformation/samples. The output holds whatever personal data the sample holds.`,
  explain: `Usage: npm run mapping -- explain FIELD [--json] [--mappings FOLDER]

What a target field is made of: expression, condition, default, policies, where it comes from in the end, who uses it.
FIELD is a target field (customerPoNumber), the name of a value, section or rule, or an id (lines.goods.fields.stockCode).`,
  diff: `Usage: npm run mapping -- diff OLD NEW --on FILE [--json] [--mappings FOLDER]

Maps recorded orders by both and tells what changes: orders that are refused now or mapped now, amounts by account, fields.
OLD and NEW: a folder of mappings, one mapping file (the others are those of --mappings), or git:REVISION, e.g. git:HEAD.
FILE: recorded orders, e.g. services/transformation/samples/online-retail.jsonl.
Ends with 0 when nothing differs, 1 when something does.`,
  new: `Usage: npm run mapping -- new [TEMPLATE --into FOLDER] [--mappings FOLDER]

Makes a folder of mappings from a template: the standard mappings with the template's changes. Without a word the templates there are.`,
  schema: `Usage: npm run mapping -- schema

Writes libs/mapping/mapping.schema.json, by which editors check and complete mapping files.`,
};

/** The whole tool. */
export const HELP = `Usage: npm run mapping -- <command> …

  check [WHAT]                 do the mappings compile?
  test SAMPLE                  what becomes of a recorded order, field by field
  explain FIELD                what a field is made of, and where it comes from
  diff OLD NEW --on FILE       what changes over recorded orders, by account and by order
  new [TEMPLATE --into FOLDER] mappings of your own from a template
  schema                       writes the JSON Schema for editors

Each command explains itself with --help. --mappings FOLDER takes other mappings than those that come with the service.
Ends with 0 when all is well, 1 when mappings do not compile, an order is refused or a difference is found, 2 when the question was wrong.`;
