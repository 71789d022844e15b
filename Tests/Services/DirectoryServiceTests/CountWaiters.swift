import Postgres

/// How many connections to this database wait for a lock.
struct CountWaiters: Statement {
  static let sql = """
    SELECT count(*)
    FROM pg_catalog.pg_stat_activity AS activity
    WHERE activity.datname = pg_catalog.current_database() AND activity.wait_event_type = 'Lock'
    """

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int64 {
    try row.read()
  }
}
