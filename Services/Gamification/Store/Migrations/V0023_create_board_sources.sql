-- What leaderboards are kept up to date by.

-- The transaction that appended a posting: whoever knows which transactions they have seen reads the
-- postings of all others. The numbers of another cluster mean nothing: after pg_dump and a restore
-- set all of them to '0' before the service starts.
-- squawk-ignore adding-field-with-default: the function is stable, so no row is written.
ALTER TABLE gamification.ledger_posting
  ADD COLUMN transaction_id xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id();

ALTER TABLE gamification.person_day
  -- When the newest posting came that changed the points of the day; NULL when none is known.
  ADD COLUMN reach_time timestamptz,
  -- One element a metric whose points changed at some time: when the newest posting did so.
  ADD COLUMN reach_metric_ids uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN reach_metric_times timestamptz[] NOT NULL DEFAULT '{}',
  ADD CONSTRAINT person_day_reach_check CHECK (
    cardinality(reach_metric_times) = cardinality(reach_metric_ids)) NOT VALID;
