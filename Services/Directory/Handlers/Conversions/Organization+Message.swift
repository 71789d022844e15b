internal import DirectoryDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension DirectoryV1.Organization {
  init(_ organization: DirectoryDomain.Organization) {
    self.init(
      organizationID: organization.id.rawValue,
      displayName: organization.displayName.rawValue,
      timeZone: organization.timeZone.rawValue,
      createTime: GoogleProtobuf.Timestamp(organization.createTime))
  }
}

extension DirectoryDomain.Organization {
  /// The request field of the time zone.
  static var timeZoneField: String { "organization.time_zone" }

  /// Reads what is to be created.
  ///
  /// - Throws: ``ValidationError`` naming the field.
  init(
    _ message: DirectoryV1.Organization?, id: OrganizationID, createTime: Kernel.Timestamp
  ) throws(ValidationError) {
    guard let message else {
      throw ValidationError(field: "organization", reason: "is required")
    }
    self.init(
      id: id,
      displayName: try DisplayName(
        parsing: message.displayName, field: "organization.display_name"),
      timeZone: try TimeZoneName(parsing: message.timeZone, field: Self.timeZoneField),
      createTime: createTime)
  }
}
