CREATE TABLE heard (event_id text PRIMARY KEY);
