package import Kernel

/// A customer whose people and data are kept apart from everybody else's.
package struct Organization: Hashable, Sendable {
  package var id: OrganizationID
  package var displayName: DisplayName
  /// The zone that workdays are counted in.
  package var timeZone: TimeZoneName
  package var createTime: Timestamp

  package init(
    id: OrganizationID, displayName: DisplayName, timeZone: TimeZoneName, createTime: Timestamp
  ) {
    self.id = id
    self.displayName = displayName
    self.timeZone = timeZone
    self.createTime = createTime
  }

  /// Whether both say the same, whenever they were created.
  package func agrees(with other: Organization) -> Bool {
    id == other.id && displayName == other.displayName && timeZone == other.timeZone
  }
}
