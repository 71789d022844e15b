internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension [PersonID] {
  /// Reads the people that a change of members names.
  ///
  /// - Throws: ``ValidationError`` that names the one whose id is wrong, or says that there are too
  ///   many.
  init(parsing texts: [String], field: String) throws(ValidationError) {
    self = []
    guard texts.count <= MembershipChange.peopleMax else {
      throw ValidationError(
        field: field, reason: "must have at most \(MembershipChange.peopleMax) people")
    }
    for (index, text) in texts.enumerated() {
      append(try PersonID(parsing: text, field: "\(field)[\(index)]"))
    }
  }
}

extension GamificationV1.ValidateProfileMembersResponse {
  init(_ plan: MembershipPlan, roomCount: Int) {
    self.init(
      unassignedPersonIDs: plan.unassigned.map(\.rawValue),
      assignedPersonIDs: plan.assigned.map(\.rawValue),
      assignedElsewhere: plan.assignedElsewhere.map {
        AssignedElsewhere(personID: $0.person.rawValue, profileID: $0.profile.description)
      }, invalidPersonIDs: plan.invalid.map(\.rawValue), roomCount: Int32(clamping: roomCount))
  }
}

extension GamificationV1.ChangeProfileMembersResponse {
  init(_ result: MembershipResult) {
    self.init(
      assignedCount: Int32(clamping: result.assignedCount),
      movedCount: Int32(clamping: result.movedCount),
      removedCount: Int32(clamping: result.removedCount),
      startWorkday: GoogleType.Date(result.start),
      extendedCount: Int32(clamping: result.extendedCount))
  }
}

extension GamificationV1.ProfileStay {
  init(_ member: MemberStay) {
    self.init(
      personID: member.person.rawValue, profileID: member.stay.profile.description,
      profileDisplayName: member.profileName, startWorkday: GoogleType.Date(member.stay.start),
      endWorkday: member.stay.end.map { GoogleType.Date($0) })
  }
}
