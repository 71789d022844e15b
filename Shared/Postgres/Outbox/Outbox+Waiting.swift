internal import Kernel

extension SchemaName {
  /// The channel on which the instances of a service announce events.
  var outboxChannel: String { "\(rawValue)_outbox" }
}

extension Outbox {
  /// How often events were announced so far; to be noted before looking for them.
  package var announcementCount: UInt64 { pool.outboxListener.count }

  /// Waits until events were announced after the first `count` times, for at most so long.
  ///
  /// Whatever instance of the service commits events announces them. An announcement may be lost,
  /// with a connection or an instance, so look again after some time.
  package func waitForEvents(since count: UInt64, atMost limit: Duration) async {
    await pool.outboxListener.wait(since: count, atMost: limit)
  }
}

extension PostgresPool {
  /// Announces events that are committed; nobody waits for it.
  ///
  /// Not in the transaction that writes them: commits that announce something wait for each other
  /// (PostgreSQL manual, NOTIFY; the server holds a lock of the database from before such a commit
  /// is written until it is done), and a service would commit one transaction at a time.
  func announceEvents() {
    lanes.submit(
      BoundStatement(AnnounceEvents(channel: schema.outboxChannel)), in: .allOrganizations)
  }
}

struct AnnounceEvents: Statement {
  static let isSafeToRepeat = true
  static let sql = "SELECT pg_catalog.pg_notify($1, '')::text"

  var channel: String

  func bind(to bindings: inout Bindings) { bindings.append(channel) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) { try row.skip() }
}
