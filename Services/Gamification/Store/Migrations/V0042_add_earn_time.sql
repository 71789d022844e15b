-- When what a posting awards was achieved; NULL when nobody has told.
ALTER TABLE gamification.ledger_posting ADD COLUMN earn_time timestamptz;
