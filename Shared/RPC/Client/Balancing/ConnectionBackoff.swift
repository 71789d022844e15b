/// The pauses between attempts to connect to one address (grpc/doc/connection-backoff.md).
struct ConnectionBackoff {
  struct Settings: Hashable {
    /// Counted from the start of an attempt to the start of the next.
    var initial = Duration.seconds(1)
    /// At least 1.
    var multiplier = 1.6
    /// Before the change at random.
    var max = Duration.seconds(120)
    /// The part of a pause by which it is changed at random; from 0 to less than 1.
    var jitter = 0.2
  }

  private let settings: Settings
  /// The next pause before its change at random; `nil` for the initial one.
  private var next: Duration?

  init(_ settings: Settings = Settings()) { self.settings = settings }

  /// The pause that follows the attempt that now starts.
  mutating func pause(using generator: inout some RandomNumberGenerator) -> Duration {
    let pause = next ?? min(settings.initial, settings.max)
    next = min(pause * settings.multiplier, settings.max)
    return pause * Double.random(in: 1 - settings.jitter...1 + settings.jitter, using: &generator)
  }

  /// A server has sent its settings.
  mutating func reset() { next = nil }
}
