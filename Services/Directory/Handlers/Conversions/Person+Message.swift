internal import DirectoryDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension DirectoryV1.Person {
  init(_ person: DirectoryDomain.Person) {
    let profile = person.profile
    self.init(
      personID: profile.id.rawValue, displayName: profile.displayName.rawValue,
      divisionID: profile.division?.rawValue ?? "", teamID: profile.team?.rawValue ?? "",
      managerID: profile.manager?.rawValue ?? "",
      state: State(profile.state),
      createTime: GoogleProtobuf.Timestamp(person.createTime),
      updateTime: GoogleProtobuf.Timestamp(person.updateTime))
  }
}

extension DirectoryV1.Person.State {
  fileprivate init(_ state: PersonProfile.State) {
    switch state {
    case .active: self = .active
    case .inactive: self = .inactive
    }
  }
}

extension PersonProfile {
  /// Reads an entry of an import; `path` is the path of the message, with a point at the end.
  ///
  /// - Throws: ``ValidationError`` naming the field.
  init(_ message: DirectoryV1.Person, path: String) throws(ValidationError) {
    self.init(
      id: try PersonID(parsing: message.personID, field: path + "person_id"),
      displayName: try DisplayName(parsing: message.displayName, field: path + "display_name"),
      division: try DivisionID(optional: message.divisionID, field: path + "division_id"),
      team: try TeamID(optional: message.teamID, field: path + "team_id"),
      manager: try PersonID(optional: message.managerID, field: path + "manager_id"),
      state: try State(message.state, field: path + "state"))
  }
}

extension PersonProfile.State {
  /// Reads a state; unset means active.
  fileprivate init(
    _ state: DirectoryV1.Person.State, field: String
  ) throws(ValidationError) {
    switch state {
    case .unspecified, .active: self = .active
    case .inactive: self = .inactive
    case .unrecognized:
      throw ValidationError(field: field, reason: "must be STATE_ACTIVE or STATE_INACTIVE")
    }
  }
}

extension PlatformID {
  /// Reads an id that may be left out.
  ///
  /// - Returns: `nil` when `text` is empty.
  /// - Throws: ``ValidationError`` naming the field.
  init?(optional text: String, field: String) throws(ValidationError) {
    guard !text.isEmpty else { return nil }
    try self.init(parsing: text, field: field)
  }
}
