import HTTP2

/// A session that a test lets go of on another thread.
final class HandedSession: @unchecked Sendable {
  private var session: HTTP2ServerSession?

  init(_ session: HTTP2ServerSession) { self.session = session }

  func drop() { session = nil }
}
