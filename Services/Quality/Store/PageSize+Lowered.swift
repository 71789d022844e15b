internal import Kernel

extension PageSize {
  /// A size of at most `rowsMax` rows, for rows that can be large.
  func lowered(to rowsMax: Int) -> PageSize {
    let lowered = try? PageSize(requested: Int32(min(rows, rowsMax)))
    return lowered ?? self
  }
}
