-- Which process speaks to SYSPRO as which operator: SYSPRO keeps one session per operator, and a second logon ends the first.
CREATE TABLE operator_lease (
  company    text        NOT NULL,
  operator   text        NOT NULL,
  holder     uuid        NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (company, operator)
);
