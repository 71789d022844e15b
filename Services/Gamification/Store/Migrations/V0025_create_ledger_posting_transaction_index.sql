-- no transaction
-- The postings since somebody looked last.
CREATE INDEX CONCURRENTLY ledger_posting_transaction_idx ON gamification.ledger_posting
  (organization_id, transaction_id);
