package import Kernel

extension Page<CoachingAppointment> {
  /// The largest number of appointments on a page, whatever its requested size.
  ///
  /// An appointment can have 100 failed questions with comments; this bounds the memory of a page.
  package static var appointmentsMax: Int { 100 }

  /// The most text on a page, in bytes; below the 4 MiB that a gRPC message has by default.
  package static var textBytesMax: Int { 3 * 1_048_576 }

  /// The page without what goes over the limit on text; at least one appointment stays.
  package func limitingText(
    to bytesMax: Int = Page.textBytesMax, position: (CoachingAppointment) -> [String]
  ) -> Page {
    var (byteCount, count) = (0, 0)
    for appointment in elements {
      byteCount += appointment.textByteCount
      if byteCount > bytesMax, count > 0 { break }
      count += 1
    }
    guard count < elements.count else { return self }
    let kept = Array(elements.prefix(count))
    return Page(elements: kept, nextPosition: kept.last.map(position))
  }
}
