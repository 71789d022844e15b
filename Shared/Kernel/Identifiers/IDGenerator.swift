/// Makes ids; passed in, so that tests can foresee them.
package protocol IDGenerator: Sendable {
  /// Makes an id that was never made before.
  func makeUUID() -> UUIDBits
}

extension IDGenerator {
  /// Makes an id for an entity.
  package func makeID<Entity>(_ type: ServerID<Entity>.Type = ServerID<Entity>.self)
    -> ServerID<Entity>
  {
    ServerID(uuid: makeUUID())
  }
}

/// Makes UUIDs of version 7 (RFC 9562, section 5.7) from the wall clock and the system's random
/// number generator.
package struct UUIDv7Generator: IDGenerator {
  private let clock: any WallClock

  package init(clock: any WallClock) { self.clock = clock }

  package func makeUUID() -> UUIDBits {
    let milliseconds = UInt64(max(0, clock.now().microseconds) / 1_000)
    let randomA = UInt64.random(in: 0...0xfff)
    let randomB = UInt64.random(in: 0...0x3fff_ffff_ffff_ffff)
    return UUIDBits(
      high: milliseconds << 16 | 0x7000 | randomA,
      low: 0x8000_0000_0000_0000 | randomB)
  }
}
