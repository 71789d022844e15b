internal import DirectoryDomain
internal import Kernel
internal import Messages

extension DirectoryV1.Division {
  init(_ division: DirectoryDomain.Division) {
    self.init(
      divisionID: division.id.rawValue, displayName: division.displayName.rawValue)
  }
}

extension DirectoryV1.Team {
  init(_ team: DirectoryDomain.Team) {
    self.init(
      teamID: team.id.rawValue, displayName: team.displayName.rawValue,
      divisionID: team.division?.rawValue ?? "")
  }
}

extension DirectoryV1.Queue {
  init(_ queue: DirectoryDomain.Queue) {
    self.init(
      queueID: queue.id.rawValue, displayName: queue.displayName.rawValue,
      divisionID: queue.division?.rawValue ?? "")
  }
}

extension DirectoryDomain.Division {
  /// Reads an entry of an import; `path` is the path of the message, with a point at the end.
  ///
  /// - Throws: ``ValidationError`` naming the field.
  init(_ message: DirectoryV1.Division, path: String) throws(ValidationError) {
    self.init(
      id: try DivisionID(parsing: message.divisionID, field: path + "division_id"),
      displayName: try DisplayName(parsing: message.displayName, field: path + "display_name"))
  }
}

extension DirectoryDomain.Team {
  /// Reads an entry of an import; `path` is the path of the message, with a point at the end.
  ///
  /// - Throws: ``ValidationError`` naming the field.
  init(_ message: DirectoryV1.Team, path: String) throws(ValidationError) {
    self.init(
      id: try TeamID(parsing: message.teamID, field: path + "team_id"),
      displayName: try DisplayName(parsing: message.displayName, field: path + "display_name"),
      division: try DivisionID(optional: message.divisionID, field: path + "division_id"))
  }
}

extension DirectoryDomain.Queue {
  /// Reads an entry of an import; `path` is the path of the message, with a point at the end.
  ///
  /// - Throws: ``ValidationError`` naming the field.
  init(_ message: DirectoryV1.Queue, path: String) throws(ValidationError) {
    self.init(
      id: try QueueID(parsing: message.queueID, field: path + "queue_id"),
      displayName: try DisplayName(parsing: message.displayName, field: path + "display_name"),
      division: try DivisionID(optional: message.divisionID, field: path + "division_id"))
  }
}
