internal import Postgres

/// The services of the suite, in the order in which they are started.
enum SuiteService: String, CaseIterable, Hashable, Sendable {
  case directory
  case gamification
  case learning
  case coaching
  case quality

  /// The name of the executable, the schema, the settings and the process file.
  var name: String { rawValue }

  /// Where the port stands after the base: 1 to 5.
  var portOffset: Int {
    switch self {
    case .directory: 1
    case .gamification: 2
    case .learning: 3
    case .coaching: 4
    case .quality: 5
    }
  }

  /// The schema that the service owns.
  var schema: SchemaName {
    switch self {
    case .directory: "directory"
    case .gamification: "gamification"
    case .learning: "learning"
    case .coaching: "coaching"
    case .quality: "quality"
    }
  }
}
