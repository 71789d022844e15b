internal import Kernel
internal import WellKnownMessages

/// The fields of a resource that an update can change, by their paths.
protocol UpdatePath: CaseIterable, Hashable, RawRepresentable, Sendable where RawValue == String {
  /// The fields that the service sets: a mask may name them, and they stay.
  static var outputOnly: Set<String> { get }
}

/// Which fields an update changes (AIP-134).
struct UpdateMask<Path: UpdatePath>: Sendable {
  /// `nil` for whatever is set.
  private let paths: Set<Path>?

  /// Reads a mask; without one, or with an empty one, what is set is changed, with `*` everything.
  ///
  /// - Throws: ``ValidationError`` that names the path that cannot be changed.
  init(_ mask: GoogleProtobuf.FieldMask?) throws(ValidationError) {
    guard let mask, !mask.paths.isEmpty else {
      paths = nil
      return
    }
    var paths: Set<Path> = []
    for (index, text) in mask.paths.enumerated() {
      if text == "*" {
        paths.formUnion(Path.allCases)
      } else if let path = Path(rawValue: text) {
        paths.insert(path)
      } else if !Path.outputOnly.contains(text) {
        let names = Path.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError(
          field: "update_mask.paths[\(index)]", reason: "must be one of \(names), *")
      }
    }
    self.paths = paths
  }

  /// Whether a field is changed; without a mask if it `isSet`.
  func names(_ path: Path, isSet: Bool) -> Bool { paths?.contains(path) ?? isSet }
}
