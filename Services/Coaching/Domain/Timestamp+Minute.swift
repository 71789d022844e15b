package import Kernel

extension Timestamp {
  /// The beginning of the minute that the instant lies in.
  package var roundedDownToMinute: Timestamp {
    let remainder = microseconds % 60_000_000
    return Timestamp(
      microseconds: microseconds - (remainder < 0 ? remainder + 60_000_000 : remainder))
  }
}
