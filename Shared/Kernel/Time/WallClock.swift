/// Tells what time it is; passed in, so that tests can stop it.
///
/// For waiting use `ContinuousClock` instead.
package protocol WallClock: Sendable {
  /// The present instant.
  func now() -> Timestamp
}

/// The clock of the operating system.
package struct SystemWallClock: WallClock {
  package init() {}

  package func now() -> Timestamp {
    SystemTime.now()
  }
}

/// A clock that stands still.
package struct FixedWallClock: WallClock {
  private let instant: Timestamp

  package init(_ instant: Timestamp) { self.instant = instant }

  package func now() -> Timestamp { instant }
}
