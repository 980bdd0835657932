-- Everything the stand-ins know, as documents: a new kind of document needs no migration, and a restart loads them all.
-- Nothing in here is about real people: names and addresses are made up by src/shop/synthetic.ts.
CREATE TABLE documents (
  collection text NOT NULL,
  key text NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (collection, key)
);
