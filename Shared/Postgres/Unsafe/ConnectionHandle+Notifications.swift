internal import CPostgreSQL

/// What other connections announce with NOTIFY.
extension ConnectionHandle {
  /// Drops the oldest notification that was read; `false` when there is none.
  func takeNotification() -> Bool {
    guard let notification = unsafe PQnotifies(raw) else { return false }
    unsafe PQfreemem(notification)
    return true
  }
}
